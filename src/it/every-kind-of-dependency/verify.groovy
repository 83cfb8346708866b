import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import java.nio.file.Files

def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
def app = new File(basedir, 'app')
def tar = new File(app, 'target/app-1.0-image.tar')
def deploy = {
    maven.build(basedir, 'deploy', '-pl', 'timestamped',
        "-DaltDeploymentRepository=parts::${new File(basedir, 'target/repository').toURI()}")
}

// prebuild.groovy has deployed the parts, the invoker has built the application.
def image = ImageTar.read(tar)
assert image.layerNames == ['dependencies', 'snapshots', 'classes', 'launch']
assert image.files('snapshots') == ['app/libs/timestamped-2.0-SNAPSHOT.jar']
assert image.files('dependencies') == [
    'app/libs/com.example.blue-util-1.0.jar', 'app/libs/com.example.gold-util-1.0.jar', 'app/libs/linked-1.0.jar',
    'app/libs/several-1.0-linux-x86_64.jar', 'app/libs/several-1.0-tests.jar', 'app/libs/several-1.0.jar',
    'app/libs/slf4j-api-2.0.17.jar', 'app/libs/slf4j-simple-2.0.17.jar', 'app/libs/vendor-1.0.jar']
def libs = image.layer('dependencies').files()
assert libs['app/libs/com.example.blue-util-1.0.jar'].length == libs['app/libs/com.example.gold-util-1.0.jar'].length
assert libs['app/libs/com.example.blue-util-1.0.jar'] == new File(basedir, 'blue/target/util-1.0.jar').bytes
assert libs['app/libs/com.example.gold-util-1.0.jar'] == new File(basedir, 'gold/target/util-1.0.jar').bytes
assert libs['app/libs/several-1.0-tests.jar'] == new File(basedir, 'several/target/several-1.0-tests.jar').bytes
assert libs['app/libs/vendor-1.0.jar'] == new File(basedir, 'vendor/target/vendor-1.0.jar').bytes

// The class path is Maven's. (What has a timestamp is called by its base version in the local repository as well.)
def fromMaven = new File(app, 'target/class-path.txt').text.split(':').collect { new File(it) }
// It leaves out what has the scope `system`, which is on the class path of a compiler only.
assert image.classPath.take(2) == ['/app/classes', '/app/libs/vendor-1.0.jar']
assert image.classPath.drop(2).collect { it.replaceAll('.*/(com.example.(blue|gold)-)?', '') } ==
    fromMaven.collect { it.name.replaceAll('2.0-[0-9.-]+.jar', '2.0-SNAPSHOT.jar') }
assert image.classPath.indexOf('/app/libs/com.example.gold-util-1.0.jar') <
    image.classPath.indexOf('/app/libs/com.example.blue-util-1.0.jar')
def first = ImageTar.keep(tar, 'first.tar')

// A jar that is a link.
def linked = new File(localRepositoryPath, 'com/example/parts/linked/1.0/linked-1.0.jar').toPath()
Files.move(linked, linked.resolveSibling('elsewhere'))
Files.createSymbolicLink(linked, linked.fileSystem.getPath('elsewhere'))
// The same snapshot with another timestamp.
deploy()
maven.build(app, 'package', 'image:build')
assert new File(localRepositoryPath, 'com/example/parts/timestamped/2.0-SNAPSHOT').list()
    .count { it ==~ /timestamped-2.0-\d{8}\.\d{6}-\d\.jar/ } == 2
ImageTar.assertSame(tar, first)

// Another snapshot: only its layer is another.
new File(basedir, 'timestamped/src/main/resources/timestamped.txt').text = 'second\n'
deploy()
maven.build(app, 'package', 'image:build')
def updated = ImageTar.read(tar)
def changed = [image.manifest.layers, updated.manifest.layers].transpose().collect { it[0].digest != it[1].digest }
assert changed == [false, true, false, false]
