// The real engines look at the tar afterwards: src/test/java/io/github/layercake/consumers.
assert new File(basedir, 'target/petshop-1.0.0-image.tar').size() > 50_000_000
assert new File(basedir, 'target/petshop-1.0.0-image.json').exists()
