import groovy.json.JsonSlurper
import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven

def maven = Maven.of(mavenHome, localRepositoryPath, basedir).withCache(new File(basedir, 'cache-home'))
def target = new File(basedir, 'target')
def tar = new File(target, 'layers-1.0-image.tar')
def names = { ImageTar it -> it.layerNames.findAll { it.startsWith('dependencies') } }
def jars = ['commons-codec', 'commons-compress', 'commons-io', 'commons-lang3', 'plexus-utils', 'slf4j-api']
def libs = { ImageTar image ->
    image.layerNames.collectMany { image.files(it).findAll { it.startsWith('app/libs/') } }.sort()
}
def lines = { String printed -> printed.readLines().collect { it.replaceFirst(/^\[(INFO|WARNING)\] */, '') } }

// Several layers, every jar in one of them; the large ones are alone.
def image = ImageTar.read(tar)
assert names(image).size() in 4..6
assert image.files('dependencies-commons-compress') == ['app/libs/commons-compress-1.28.0.jar']
assert libs(image).collect { it.replaceAll('app/libs/|-[0-9.]+jar', '') } == jars
assert image.classPath.size() == 2 + jars.size()
def first = ImageTar.keep(tar, 'first.tar')

// A bump is one layer, called what it was called.
maven.build(basedir, 'image:build')
ImageTar.assertSame(tar, first)
def printed = maven.build(basedir, 'image:plan', '-Dplexus-utils.version=4.0.1')
assert printed.contains('plexus-utils 4.0.2 -> 4.0.1')
ImageTar.assertSame(tar, first)
maven.build(basedir, 'image:build', '-Dplexus-utils.version=4.0.1')
def bumped = ImageTar.read(tar)
assert bumped.layerNames == image.layerNames
def changed = [image.layerNames, image.manifest.layers, bumped.manifest.layers].transpose()
    .findAll { it[1].digest != it[2].digest }.collect { it[0] }
assert changed.size() == 2 && changed[0].startsWith('dependencies-') && changed[1] == 'launch'
def report = new JsonSlurper().parse(new File(target, 'layers-1.0-image.json'))
assert report.layers.count { it.name.startsWith('dependencies') && it.outcome == 'reused' } == names(image).size() - 1

// A single layer, and a maximum.
maven.build(basedir, 'image:build', '-Dimage.layers.mode=single')
assert names(ImageTar.read(tar)) == ['dependencies']
maven.build(basedir, 'image:build', '-Dimage.layers.maximum=3')
assert names(ImageTar.read(tar)).size() == 3

// The user's own layers, in the POM and on the command line, with a warning of what matches nothing.
printed = maven.build(basedir, 'image:build', '-Pown', '-Dimage.layers.layer.io=commons-io:*')
assert printed.contains("[WARNING] The layer 'logging' of <layers> names 'org.nobody:*', which matches nothing")
image = ImageTar.read(tar)
assert image.layerNames[0] == 'logging'
assert image.layerNames.drop(1).take(2).every { it.startsWith('dependencies-') }
assert image.layerNames.drop(3) == ['io', 'resources', 'assets', 'classes', 'launch']
assert image.files('logging') == ['app/libs/slf4j-api-2.0.17.jar']
assert image.files('assets') == ['app/resources/static/app.js']
assert image.files('resources') == ['app/resources/static/read.txt']
assert libs(image).collect { it.replaceAll('app/libs/|-[0-9.]+jar', '') } == jars
assert maven.fail(basedir, 'image:build', '-Dimage.layers.maximum=few').contains("<maximum> of <layers> is 'few'")

// A plan writes nothing at all.
def listed = { File dir ->
    def all = []
    if (dir.exists()) {
        dir.eachFileRecurse { all << it.path + ' ' + it.lastModified() + ' ' + it.length() }
    }
    all.sort()
}
tar.delete()
def before = [listed(target), listed(new File(basedir, 'cache-home'))]
printed = maven.build(basedir, 'image:plan')
assert [listed(target), listed(new File(basedir, 'cache-home'))] == before
assert lines(printed).any { it.startsWith('Plan of docker.io/library/layers:1.0') }
assert printed.contains('org.apache.commons:commons-compress:1.28.0')
assert lines(printed).any { it ==~ /Reused: \d+ layers, .* Made: 0 layers, 0 B\. Sent to .*/ }

// The history of the POM.
def git = { String... arguments ->
    def command = ['git', '-c', 'user.name=it', '-c', 'user.email=it@example.com'] + arguments.toList()
    def process = new ProcessBuilder(command).directory(basedir).redirectErrorStream(true).start()
    def said = process.inputStream.text
    assert process.waitFor() == 0 : said
}
assert maven.fail(basedir, 'image:plan', '-Dimage.plan.history=x').contains("image.plan.history is 'x'")
def pom = new File(basedir, 'pom.xml')
def now = pom.text
git('init', '-q', '.')
['4.0.0', '4.0.1', '4.0.2'].each {
    pom.text = now.replace('<plexus-utils.version>4.0.2', '<plexus-utils.version>' + it)
    git('add', 'pom.xml')
    git('commit', '-q', '-m', it)
}
assert pom.text == now
printed = maven.build(basedir, 'image:plan', '-Dimage.plan.history=10')
assert printed.contains('Updates of the dependencies in 3 commits of the POM would have sent again:')
def sent = { String name -> lines(printed).find { it.startsWith(name) }.replaceAll(/^\D+ (\d.*?B).*/, '$1') }
assert sent('one layer').endsWith('MB')
assert sent('this partition').endsWith('kB')
assert sent('a layer for each jar').endsWith('kB')
