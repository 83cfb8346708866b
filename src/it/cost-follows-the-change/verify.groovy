import groovy.json.JsonSlurper
import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import java.nio.file.Files

def cacheHome = new File(basedir, 'cache-home')
def alone = Maven.of(mavenHome, localRepositoryPath, basedir)
def maven = alone.withCache(cacheHome)
def tar = new File(basedir, 'target/cost-1.0-image.tar')
def report = { new JsonSlurper().parse(new File(basedir, 'target/cost-1.0-image.json')) }
def outcomes = { report().layers.collectEntries { [it.name, it.outcome] } }
def unix = { Files.readAttributes(tar.toPath(), 'unix:ino,ctime') }
def kept = 0
// The archive, made with the cache, is the one that an empty cache gives.
def requireSameWithoutCache = { String... arguments ->
    def ours = ImageTar.keep(tar, "kept-${kept++}.tar")
    alone.build(basedir, *arguments)
    ImageTar.assertSame(tar, ours)
    tar.delete()
    maven.build(basedir, *arguments)
    ImageTar.assertSame(tar, ours)
}

tar.delete()
maven.build(basedir, 'package', 'image:build')
assert outcomes().values().every { it == 'new' }

def eager = Maven.getResource('/io/github/layercake/mojo/eager-classes.txt').readLines() as Set
def loads = new File(basedir, 'loads.log')
def watched = maven.with('MAVEN_OPTS', "${maven.environment().MAVEN_OPTS} -Xlog:class+load:file=${loads}:none")
def loaded = {
    def ours = 'io.github.layercake.'
    loads.readLines().findAll { it.startsWith(ours) }.collect { it.substring(ours.length(), it.indexOf(' ')) } as Set
}

// Nothing changed: the archive is not touched.
Thread.sleep(500)
maven.build(basedir, 'image:build')
def before = unix()
def printed = watched.build(basedir, 'image:build')
// It needs hardly half of them, so somebody must have defined the others.
assert loaded().containsAll(eager)
assert printed.contains(', unchanged, in ')
assert outcomes().values().every { it == 'reused' }
assert report().tar.written == 0
assert unix() == before
requireSameWithoutCache('image:build')

// One class changed: one layer is made, and what is below it is copied.
def main = new File(basedir, 'src/main/java/com/example/cost/Main.java')
main.text = main.text.replace('first', 'other')
printed = watched.build(basedir, 'package', 'image:build', '-Dimage.explain')
// The goals, and of Gson what is needed; with many more the list is to be made anew.
assert (loaded() - eager).size() < 50
assert outcomes() == [dependencies: 'reused', resources: 'reused', classes: 'rebuilt', launch: 'reused']
assert printed.contains('Main.class: content changed')
assert report().layers.find { it.name == 'classes' }.changes == ['Main.class: content changed']
assert report().sinceLastImage.cascade == ['launch']
assert report().tar.copied > report().layers.find { it.name == 'dependencies' }.size
requireSameWithoutCache('image:build')

// Another version: named with the old one.
printed = maven.build(basedir, 'image:build', '-Dslf4j.version=2.0.16')
assert printed.contains('slf4j-api 2.0.17 -> 2.0.16')
requireSameWithoutCache('image:build', '-Dslf4j.version=2.0.16')
maven.build(basedir, 'image:build')

// A class changed with its size and mtime preserved.
def file = new File(basedir, 'target/classes/com/example/cost/Main.class')
def modified = Files.getLastModifiedTime(file.toPath())
def bytes = file.bytes
def at = new String(bytes, 'ISO-8859-1').indexOf('other')
bytes[at] = (byte) 'O'
file.bytes = bytes
Files.setLastModifiedTime(file.toPath(), modified)
maven.build(basedir, 'image:build')
assert outcomes().classes == 'rebuilt'
requireSameWithoutCache('image:build')

// A damaged cache is mended, and says so.
def good = ImageTar.keep(tar, 'good.tar')
def segments = new File(new File(cacheHome, 'layercake').listFiles().find { it.directory }, 'segments')
segments.eachFileRecurse { if (it.file) { def all = it.bytes; all[(int) (all.length / 2)] ^= 4; it.bytes = all } }
tar.delete()
printed = maven.build(basedir, 'image:build')
assert printed.contains('The cache was damaged, and is mended')
ImageTar.assertSame(tar, good)

// No cache at all: a file stands in its place.
def noCache = new File(basedir, 'no-cache')
noCache.text = ''
printed = maven.build(basedir, 'image:build', '-Dimage.cacheDirectory=no-cache')
assert printed.contains('No cache, so every layer is made anew')
ImageTar.assertSame(tar, good)

// Looking and pruning, also without a project.
printed = maven.build(basedir, 'image:df')
assert printed =~ /segments +\d+/
assert printed =~ /SIZE +SHARED +UNIQUE +LAST USE +IMAGE/
def today = java.time.LocalDate.now(java.time.ZoneOffset.UTC)
assert printed =~ /\d[\d.]* kB +0 B +\d[\d.]* kB +(${today}|${today.minusDays(1)}) +docker.io\/library\/cost:1.0 \(${tar}\)/
assert printed =~ /Sharing between images saves 0 B; \d[\d.]* kB of segments are of earlier builds\./
printed = maven.build(basedir, 'image:prune', '-Dimage.prune.maxSize=0', '-Dimage.prune.dryRun=true')
assert printed =~ /Would delete \d+ files/
printed = maven.build(basedir, 'image:prune', '-Dimage.prune.maxSize=0')
assert printed =~ /Deleted \d+ files/
assert segments.listFiles().every { it.list().length == 0 }
