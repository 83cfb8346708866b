import groovy.json.JsonSlurper
import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven

def tar = new File(basedir, 'target/zstd-1.0-image.tar')
def report = { new JsonSlurper().parse(new File(basedir, 'target/zstd-1.0-image.json')) }
def alone = Maven.of(mavenHome, localRepositoryPath, basedir)
def maven = alone.withCache(new File(basedir, 'cache-home'))

// Each layer is of Zstandard frames (RFC 8878), and says so.
def layout = new File(basedir, 'target/layout')
layout.mkdirs()
assert ['tar', '-xf', tar.path, '-C', layout.path].execute().waitFor() == 0
def blob = { digest -> new File(layout, 'blobs/' + digest.replace(':', '/')) }
def manifest = new JsonSlurper().parse(blob(report().digest))
assert manifest.layers.size() == 4
manifest.layers.each {
    assert it.mediaType == 'application/vnd.oci.image.layer.v1.tar+zstd'
    assert blob(it.digest).bytes[0..3] == [0x28, (byte) 0xb5, 0x2f, (byte) 0xfd]
}

// The same bytes with a cache, without one, and again.
def ours = ImageTar.keep(tar, 'ours.tar')
tar.delete()
maven.build(basedir, 'image:build')
ImageTar.assertSame(tar, ours)
maven.build(basedir, 'image:build')
assert report().layers.every { it.outcome == 'reused' }
ImageTar.assertSame(tar, ours)

// The other compression in the same cache, and back.
maven.build(basedir, 'image:build', '-Dimage.compression=gzip')
assert report().layers.every { it.outcome == 'rebuilt' && it.reason == 'encoder changed' }
maven.build(basedir, 'image:build')
assert report().layers.every { it.outcome == 'reused' }
ImageTar.assertSame(tar, ours)

// Without zstd-jni, the error says what to add; gzip does not need it.
def pom = new File(basedir, 'pom.xml')
def without = new File(basedir, 'without-zstd.xml')
def text = pom.text
def dependencies = text.substring(text.lastIndexOf('<dependencies>'), text.lastIndexOf('</dependencies>') + 15)
without.text = text.replace(dependencies, '')
def printed = maven.fail(basedir, '-f', 'without-zstd.xml', 'image:build')
assert printed.contains("<compression> is 'zstd'")
def lines = { it.readLines()*.replaceFirst(/^\[ERROR\]/, '')*.trim().findAll() }
def advised = lines(printed)
assert Collections.indexOfSubList(advised, lines(dependencies)) >= 0
assert !printed.contains('\tat ')
maven.build(basedir, '-f', 'without-zstd.xml', 'image:build', '-Dimage.compression=gzip')
// What the real engines load.
maven.build(basedir, 'image:build')
ImageTar.assertSame(tar, ours)
