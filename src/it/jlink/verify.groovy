import groovy.json.JsonSlurper
import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import java.nio.file.Files

def report = { File directory -> new JsonSlurper().parse(new File(directory, 'target/probe-1.0-image.json')) }

// What is in the image. The real engines run it afterwards: src/test/java/io/github/layercake/consumers/JlinkIT.java.
def tar = new File(basedir, 'target/probe-1.0-image.tar')
def image = ImageTar.read(tar)
assert image.layerNames == ['system', 'runtime', 'dependencies', 'resources', 'classes', 'launch']
assert image.config.config.Entrypoint == ['/opt/java/bin/java', '-cp', '@/app/classpath', 'com.example.probe.Probe']
assert image.config.config.Env.containsAll(['JAVA_HOME=/opt/java', 'LANG=C.UTF-8'])
assert image.config.config.Env.find { it.startsWith('PATH=') }.startsWith('PATH=/opt/java/bin:/')
def runtime = report(basedir).runtime
assert runtime.modules.containsAll(['java.base', 'java.desktop', 'java.net.http', 'jdk.localedata', 'jdk.zipfs'])
assert !runtime.modules.contains('jdk.compiler')

// Where the libraries come from is told in the image and beside it.
def origins = new JsonSlurper().parseText(image.config.config.Labels['io.github.layercake.host-libraries'])
assert origins.collect { it.path } == runtime.libraries.collect { it.path }
assert origins.every { it.digest.startsWith('sha256:') && new File(it.origin).exists() }
def libraries = image.layer('system').files().keySet().collect { '/' + it }
assert libraries.containsAll(origins.collect { it.path })
if (new File('/var/lib/dpkg').exists()) {
    assert origins.find { it.path.endsWith('/libc.so.6') }.package.startsWith('libc6 ')
    assert origins.every { !it.package.isEmpty() }
}

def cache = new File(basedir, 'cache')
def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
def elsewhere = new File(basedir, 'an other plåce')
def copy = { File file ->
    def to = elsewhere.toPath().resolve(basedir.toPath().relativize(file.toPath()))
    Files.createDirectories(to.parent)
    Files.copy(file.toPath(), to)
}
['pom.xml', 'src'].each { name ->
    new File(basedir, name).with { it.directory ? it.eachFileRecurse(groovy.io.FileType.FILES, copy) : copy(it) }
}
def other = new File(elsewhere, 'target/probe-1.0-image.tar')
// With every Maven this is the same, and a link takes long.
if (mavenHome.contains('apache-maven-3.9')) {
    // Another directory, with an empty cache: the same bytes.
    maven.withCache(cache).build(elsewhere, 'package', 'image:build')
    ImageTar.assertSame(other, tar)
    assert report(elsewhere).runtime.linked
    // Nothing is linked again: not for the same application, and not for another class of it.
    maven.withCache(cache).build(elsewhere, 'image:build')
    assert !report(elsewhere).runtime.linked
    def source = new File(elsewhere, 'src/main/java/com/example/probe/Probe.java')
    source.text = source.text.replace('"drawn"', '"changed"')
    def log = maven.withCache(cache).build(elsewhere, 'package', 'image:build')
    assert log =~ /runtime .* reused/ && log =~ /classes .* rebuilt/
    assert !report(elsewhere).runtime.linked

    // What a killed build left of a link is deleted, what somebody else has is not.
    assert !new File(elsewhere, 'target').list().any { it.startsWith('.jlink') }

    // Other options, other runtime; the command line wins.
    assert maven.withCache(cache).fail(elsewhere, 'image:build', '-Dimage.jlink.addModules=no.such.module')
        .contains("<addModules> names 'no.such.module', which is no module of the JDK")
    assert maven.withCache(cache).fail(elsewhere, 'image:build', '-Dimage.platforms=linux/s390x') =~
        /the JDK in '.*' is for linux\/\w+, but the image is for linux\/s390x/
    def pom = new File(elsewhere, 'pom.xml')
    def original = pom.text
    pom.text = original.replace('</description>',
        '</description><properties><maven.compiler.release>99</maven.compiler.release></properties>')
    assert maven.withCache(cache).fail(elsewhere, 'image:build') =~ /compiled for Java 99, but the JDK/
    pom.text = original
    maven.withCache(cache).build(elsewhere, 'image:build', '-Dimage.jlink=false')
    assert ImageTar.read(other).layerNames == ['dependencies', 'resources', 'classes', 'launch']
}

// A toolchain's JDK comes before the one that runs Maven; this one has no jmods and links from itself.
def jdk = new File('/usr/lib/jvm/temurin-25-jdk-amd64')
if (jdk.exists()) {
    // By a link with a space: only its content counts.
    def link = new File(elsewhere, 'j d k')
    Files.createSymbolicLink(link.toPath(), jdk.toPath())
    def toolchains = new File(basedir, 'toolchains.xml')
    toolchains.text = """<toolchains><toolchain><type>jdk</type><provides><version>25</version></provides>
        <configuration><jdkHome>$link</jdkHome></configuration></toolchain></toolchains>"""
    maven.withCache(cache).build(elsewhere, 'package', 'image:build', '-Ptoolchain', '-t', toolchains.path)
    assert report(elsewhere).runtime.jdk.contains('25')
    assert ImageTar.read(other).config.config.Labels['io.github.layercake.jdk'].contains('25')
}
