import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven

def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
def tar = { String module -> new File(basedir, "$module/target/$module-1.0-image.tar") }
def names = ['nothing', 'only-classes', 'only-resources', 'only-a-dependency']

def image = ImageTar.read(tar('nothing'))
assert image.layerNames == []
assert image.config.rootfs == [type: 'layers', diff_ids: []]
assert !image.config.config.containsKey('Entrypoint')

image = ImageTar.read(tar('only-classes'))
assert image.layerNames == ['classes', 'launch']
assert image.config.config.Entrypoint == ['java', '-cp', '@/app/classpath', 'com.example.little.Main']
assert image.classPath == ['/app/classes']

image = ImageTar.read(tar('only-resources'))
assert image.layerNames == ['resources', 'launch']
assert image.files('resources') == ['app/resources/text.txt']
assert image.classPath == ['/app/resources']

image = ImageTar.read(tar('only-a-dependency'))
assert image.layerNames == ['dependencies', 'launch']
assert image.classPath == ['/app/libs/slf4j-api-2.0.17.jar']

def log = new File(basedir, 'build.log').text
assert log.contains("No image: a project with packaging 'pom' has nothing to run.")
assert log.contains('No image: image.skip is set.')
assert !new File(basedir, 'skipped/target/skipped-1.0-image.tar').exists()
assert !new File(basedir, 'target').exists()

def first = names.collectEntries { [it, ImageTar.keep(tar(it), "${it}.tar")] }
maven.build(basedir, 'clean', 'package', 'image:build')
names.each { ImageTar.assertSame(tar(it), first[it]) }

assert maven.build(basedir, 'image:build', '-Dimage.skip').count('No image: image.skip is set.') == 6
