import groovy.json.JsonSlurper
import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import java.nio.file.Files

def maven = Maven.of(mavenHome, localRepositoryPath, basedir).withCache(new File(basedir, 'cache-home'))
def alone = Maven.of(mavenHome, localRepositoryPath, basedir)
def app = new File(basedir, 'app')
def baseTar = new File(basedir, 'base/target/base-1.0-image.tar')
def tar = new File(app, 'target/app-1.0-image.tar')
def report = { new JsonSlurper().parse(new File(app, 'target/app-1.0-image.json')) }
def host = System.getProperty('os.arch') == 'aarch64' ? 'linux/arm64' : 'linux/amd64'

// A base for three platforms, each image complete.
assert ImageTar.read(baseTar).platforms == ['linux/arm/v6', 'linux/amd64', 'linux/arm64']
['arm', 'amd64', 'arm64'].each { architecture ->
    def base = ImageTar.read(baseTar, 'linux/' + architecture + (architecture == 'arm' ? '/v6' : ''))
    assert base.config.architecture == architecture
    assert base.layerNames == ['files']
}

// The application is for two of them, and each has its own base's config below.
def images = ['linux/arm64', 'linux/amd64'].collectEntries { [it, ImageTar.read(tar, it)] }
assert images['linux/amd64'].platforms == ['linux/arm64', 'linux/amd64']
images.each { platform, image ->
    assert "linux/${image.config.architecture}" == platform
    assert image.layerNames == ['files', 'dependencies', 'classes', 'launch']
    assert image.manifest.layers == images['linux/amd64'].manifest.layers
    assert image.manifest.annotations == ['org.example.key': 'value']
    assert image.descriptors.size() == 2
}
def json = report()
assert json.digest == images['linux/amd64'].descriptors[0].digest
assert json.platforms*.platform == ['linux/arm64', 'linux/amd64']
assert json.platforms*.imageId == images.values()*.manifest*.config*.digest
assert json.imageId == json.platforms.find { it.platform == host }.imageId
assert images[host].dockerConfig == 'blobs/' + json.imageId.replace(':', '/')
assert json.layers.findAll { it.name == 'base' }*.platform == ['linux/arm64', 'linux/amd64']

// Again, with an empty cache and with one that knows everything: the same, and then not touched.
def first = ImageTar.keep(tar, 'first.tar')
alone.build(basedir, 'image:build')
ImageTar.assertSame(tar, first)
tar.delete()
maven.build(basedir, 'image:build')
ImageTar.assertSame(tar, first)
def before = Files.readAttributes(tar.toPath(), 'unix:ino,ctime')
def printed = maven.build(basedir, 'image:build')
assert Files.readAttributes(tar.toPath(), 'unix:ino,ctime') == before
assert report().tar.written == 0
assert printed.contains('Building docker.io/example/app:1.0, docker.io/example/app:latest for linux/arm64, linux/amd64')
assert printed.contains('of the index, in which are')

// One class for both platforms.
def main = new File(app, 'src/main/java/com/example/platforms/Main.java')
main.text = main.text.replace('first', 'other')
maven.build(basedir, 'package', 'image:build')
def layers = report().layers
assert layers.findAll { it.outcome == 'rebuilt' }*.name == ['classes']
assert report().tar.copied > layers.find { it.name == 'dependencies' }.size
assert report().tar.written < 30000
def changed = ImageTar.keep(tar, 'changed.tar')
alone.build(basedir, 'image:build')
ImageTar.assertSame(tar, changed)

// The command line chooses one: an ordinary archive.
maven.build(app, 'image:build', '-Dimage.platforms=linux/arm/v6')
assert ImageTar.read(tar).platforms == []
assert ImageTar.read(tar).config.variant == 'v6'
assert report().platforms*.platform == ['linux/arm/v6']

printed = maven.fail(app, 'image:build', '-Dimage.platforms=linux/amd64,linux/s390x,linux/riscv64')
assert printed.contains('has no image for the platforms linux/s390x, linux/riscv64; it has linux/arm/v6, linux/amd64, linux/arm64.')
printed = maven.fail(app, 'image:build', "-Dimage.from=docker-archive:${baseTar}")
assert printed.contains('alone, and <platforms> names linux/arm64, linux/amd64.')
