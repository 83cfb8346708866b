import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import org.apache.commons.compress.archivers.examples.Expander
import org.apache.commons.compress.archivers.tar.TarFile

def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
def baseTar = new File(basedir, 'base/target/base-1.0-image.tar')
def onOci = new File(basedir, 'on-oci-archive/target/on-oci-archive-1.0-image.tar')
def onDocker = new File(basedir, 'on-docker-archive/target/on-docker-archive-1.0-image.tar')
def base = ImageTar.read(baseTar)
assert base.layerNames == ['files']
assert base.layer('files').mode('opt/run') == '755'

def image = ImageTar.read(onOci)
assert image.layerNames == ['files', 'dependencies', 'classes', 'launch']
// The base's layer is copied, its history continued.
assert image.manifest.layers[0] == base.manifest.layers[0]
assert image.config.history[0] == base.config.history[0]
def config = image.config.config
assert config.Env == ['PATH=/opt:/bin', 'LANG=de_DE.UTF-8'] || config.Env.toSet() ==
    ['PATH=/opt:/bin', 'LANG=de_DE.UTF-8'].toSet()
assert config.Labels == [maker: 'application', kept: 'base']
assert config.ExposedPorts.keySet() == ['8080/tcp', '9090/tcp'].toSet()
assert config.User == '1000'
assert config.WorkingDir == '/work'
assert config.StopSignal == 'SIGINT'
assert config.Healthcheck == base.config.config.Healthcheck
assert config.Entrypoint == ['java', '-cp', '@/app/classpath', 'com.example.bases.Main']
// The base's arguments were for the base's entrypoint.
assert !config.Cmd

// The same base by the other transport is the same image.
assert ImageTar.read(onDocker).config == image.config
assert ImageTar.read(onDocker).contents() == image.contents()

// The entrypoint of the base, and an unpacked layout, chosen on the command line.
def layout = new File(basedir, 'layout')
layout.mkdirs()
new TarFile(baseTar).withCloseable { new Expander().expand(it, layout) }
def first = ImageTar.keep(onOci, 'first.tar')
maven.build(new File(basedir, 'on-oci-archive'), 'image:build', '-Dimage.from=oci:../layout:17')
ImageTar.assertSame(onOci, first)
maven.build(new File(basedir, 'on-oci-archive'), 'image:build', '-Dimage.entrypoint=INHERIT')
assert ImageTar.read(onOci).config.config.Entrypoint == ['/opt/run', '--from-base']
assert ImageTar.read(onOci).config.config.Cmd == ['base']

// All again.
maven.build(basedir, 'clean', 'package', 'image:build')
ImageTar.assertSame(onOci, first)
