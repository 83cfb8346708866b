import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven

def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
def tar = new File(basedir, 'target/precedence-1.0-image.tar')
def names = { ImageTar it -> it.descriptors.collect { it.annotations['io.containerd.image.name'] } }

// The POM alone: configuration over properties, maps merged.
def image = ImageTar.read(tar)
def config = image.config.config
assert names(image) == ['docker.io/library/configured:1.0', 'docker.io/library/configured:configured']
assert image.descriptors.collect { it.annotations['org.opencontainers.image.ref.name'] } == ['1.0', 'configured']
assert config.Entrypoint ==
    ['java', '-Xss256k', '-Dlist=a,b', '-cp', '@/app/classpath', 'com.example.precedence.One']
assert config.Cmd == ['from', 'the,property']
assert config.Env.toSet() == ['ALL=configured', 'BOTH=configured', 'EMPTY=', 'FROM_PROPERTY=property',
    'LANG=C.UTF-8'].toSet()
assert config.Labels == ['org.example.dots': 'configured', team: 'property']
assert image.manifest.annotations == [note: 'configured']
assert config.ExposedPorts == ['1/tcp': [:], '2/tcp': [:]]
assert config.Volumes == ['/configured': [:]]
assert config.User == 'property'
assert config.WorkingDir == '/configured'
assert config.StopSignal == 'SIGUSR1'
assert config.Healthcheck == [Test: ['CMD-SHELL', 'configured'], Interval: 7e9, Retries: 3]
assert image.files('files') == ['etc/configured/app.conf', 'opt/run.sh']
assert image.layer('files').mode('opt/run.sh') == '755'
assert image.layer('files').mode('etc/configured/app.conf') == '644'
assert image.manifest.layers.every { it.mediaType == 'application/vnd.oci.image.layer.v1.tar+gzip' }
def first = ImageTar.keep(tar, 'first.tar')

// The command line over both.
def arguments = ['-Dimage=registry.example.com:5000/given/app:2.0', '-Dimage.tags=given,latest',
    '-Dimage.mainClass=com.example.precedence.Two', '-Dimage.jvmFlags=-ea,-Dlist=a\\,b', '-Dimage.args=',
    '-Dimage.environment.ALL=given', '-Dimage.environment.NEW=a=b c', '-Dimage.labels.org.example.dots=given',
    '-Dimage.annotations.note=given', '-Dimage.ports=8080,53/udp,8000-8001', '-Dimage.volumes=/given',
    '-Dimage.user=1000:1000', '-Dimage.workingDirectory=/given', '-Dimage.stopSignal=SIGINT',
    '-Dimage.healthcheck.shell=given', '-Dimage.healthcheck.retries=5', '-Dimage.platforms=linux/arm/v6',
    '-Dimage.extraDirectories=src/extra:/given', '-Dimage.compression=none', '-Dimage.from=scratch'] as String[]
maven.build(basedir, arguments + 'image:build')
image = ImageTar.read(tar)
config = image.config.config
assert names(image) == ['2.0', 'given', 'latest'].collect { 'registry.example.com:5000/given/app:' + it }
assert config.Entrypoint == ['java', '-ea', '-Dlist=a,b', '-cp', '@/app/classpath', 'com.example.precedence.Two']
assert !config.Cmd
assert config.Env.toSet() == ['ALL=given', 'BOTH=configured', 'EMPTY=', 'FROM_PROPERTY=property', 'LANG=C.UTF-8',
    'NEW=a=b c'].toSet()
assert config.Labels == ['org.example.dots': 'given', team: 'property']
assert image.manifest.annotations == [note: 'given']
assert config.ExposedPorts.keySet() == ['8080/tcp', '53/udp', '8000/tcp', '8001/tcp'].toSet()
assert config.Volumes == ['/given': [:]]
assert config.User == '1000:1000'
assert config.WorkingDir == '/given'
assert config.StopSignal == 'SIGINT'
assert config.Healthcheck == [Test: ['CMD-SHELL', 'given'], Interval: 7e9, Retries: 5]
assert [image.config.os, image.config.architecture, image.config.variant] == ['linux', 'arm', 'v6']
assert image.files('files') == ['given/app.conf', 'given/run.sh']
assert image.manifest.layers.every { it.mediaType == 'application/vnd.oci.image.layer.v1.tar' }

// And without it, what was.
maven.build(basedir, 'image:build')
ImageTar.assertSame(tar, first)
