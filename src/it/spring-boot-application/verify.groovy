import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven

// The real engines look at the tar afterwards: src/test/java/io/github/layercake/consumers.
def tar = new File(basedir, 'target/petshop-1.0.0-image.tar')
assert tar.size() > 50_000_000
assert new File(basedir, 'target/petshop-1.0.0-image.json').exists()

// The class path is Maven's.
def fromMaven = new File(basedir, 'target/class-path.txt').text.trim().split(':').collect { new File(it).name }
assert fromMaven.size() >= 100
assert ImageTar.read(tar).classPath ==
    ['/app/resources', '/app/classes'] + fromMaven.collect { '/app/libs/' + it }

def first = ImageTar.keep(tar, 'first.tar')
Maven.of(mavenHome, localRepositoryPath, basedir).build(basedir, 'image:build')
ImageTar.assertSame(tar, first)
assert first.delete()
