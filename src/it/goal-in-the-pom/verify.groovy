import groovy.json.JsonSlurper
import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven

def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
def tar = new File(basedir, 'target/bound-1.0-image.tar')
def json = new File(basedir, 'target/bound-1.0-image.json')
def image = ImageTar.read(tar)
def names = ['1.0', 'latest', '1'].collect { 'docker.io/example/bound:' + it }
assert image.descriptors.collect { it.annotations['io.containerd.image.name'] } == names

// The artifact, as `mvn install` has it.
def installed = new File(localRepositoryPath, 'com/example/bound/bound/1.0/bound-1.0-image.tar')
ImageTar.assertSame(installed, tar)

// What the console says.
def log = new File(basedir, 'build.log').readLines()
def start = log.findIndexOf { it.startsWith('[INFO] Building docker.io') }
def ours = log.subList(start, start + 8).collect {
    it.replace(basedir.path, 'BASEDIR')
        .replaceAll('sha256:[0-9a-f]{64}', 'sha256:DIGEST')
        .replaceAll('linux/\\w+', 'linux/ARCH')
        .replaceAll('in \\d+\\.\\d s', 'in TIME')
        .replaceAll(/ ( *\d+(\.\d)? k?B)  (?!scratch)/) { ' ' + 'SIZE'.padLeft(it[1].length()) + '  ' }
        .replaceAll(', \\d+\\.\\d [kM]B, ', ', SIZE, ')
        .replaceAll(', (new|reused)$', ', OUTCOME')
}
assert ours == new File(basedir, 'console.txt').readLines()

// What the JSON says.
def report = new JsonSlurper().parse(json)
assert report.keySet().toList() == ['reference', 'tags', 'digest', 'imageId', 'platforms', 'tar', 'sinceLastImage', 'layers']
assert report.reference == names[0]
assert report.tags == names
assert report.digest == image.descriptors[0].digest
assert report.platforms*.digest == [report.digest]
assert report.platforms*.imageId == [report.imageId]
assert report.imageId == image.manifest.config.digest
assert report.tar == [path: tar.path, size: tar.size(), written: tar.size(), copied: 0]
assert report.layers*.name == image.layerNames
assert report.layers*.digest == image.manifest.layers*.digest
assert report.layers*.size == image.manifest.layers*.size.collect { it as long }
assert report.layers*.diffId == image.config.rootfs.diff_ids
assert report.layers*.entries == image.layerNames.collect { image.layer(it).entries().size() }

assert report.layers.every { it.outcome in ['new', 'reused'] }

// Quiet is quiet, and the same bytes.
def first = ImageTar.keep(tar, 'first.tar')
assert maven.build(basedir, '-q', 'clean', 'package') == ''
ImageTar.assertSame(tar, first)
