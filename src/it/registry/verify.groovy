import groovy.json.JsonSlurper
import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import io.github.layercake.registry.TestRegistry
import io.github.layercake.registry.TestServer
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher

def password = 'it:is secret'
def encoded = "me:$password".bytes.encodeBase64().toString()
def registry = new TestRegistry()
registry.behaviour = { asked, out ->
    if (asked.header('Authorization') == "Basic $encoded".toString()) {
        return TestRegistry.PROPERLY
    }
    TestServer.send(out, 401, '', 'WWW-Authenticate: Basic realm="test"')
    TestRegistry.ANSWERED
} as TestRegistry.Behaviour

// The password is in settings.xml, under the registry's name.
def settings = new File(basedir, 'settings.xml')
settings.text = new File(basedir.parentFile, 'interpolated-settings.xml').text.replace('<pluginGroups>',
    "<servers><server><id>${registry.host()}</id><username>me</username><password>$password</password></server></servers>" +
    '<pluginGroups>')
def maven = Maven.of(mavenHome, localRepositoryPath, basedir).withCache(new File(basedir, 'cache'))
def arguments = ["-Dregistry=${registry.host()}", "-Dimage.insecureRegistries=${registry.host()}"]*.toString()
def base = new File(basedir, 'base')
def app = new File(basedir, 'app')
def build = { File module, String... goals ->
    def printed = maven.withSettings(settings).build(module, *(arguments + goals.toList()))
    assert !printed.contains(password) && !printed.contains(encoded)
    printed
}
def lines = { int from -> registry.server().lines().drop(from) }

assert maven.fail(base, *(arguments + ['package', 'image:push'])).contains('We have no credentials for it')
assert build(base, 'package', 'image:push').contains("Pushed ${registry.host()}/team/base:1.0, ")
assert registry.manifests.keySet().contains('team/base:1.0')
def baseLayer = new JsonSlurper().parse(registry.manifests['team/base:1.0']).layers[0].digest

// Without a tarball, and without the base's layer.
def before = registry.server().asked().size()
def pushed = build(app, 'package', 'image:push')
assert pushed.contains("The base image '${registry.host()}/team/base:1.0' may be another one tomorrow.")
def report = new JsonSlurper().parse(new File(app, 'target/app-1.0-image-push.json'))
assert pushed.contains("Digest $report.digest")
assert report.pushed.sent > 0
assert report.tags == ['1.0', 'latest'].collect { "${registry.host()}/team/app:$it".toString() }
['1.0', 'latest', report.digest].each { assert registry.manifests.keySet().contains("team/app:$it".toString()) }
assert !new File(app, 'target/app-1.0-image.tar').exists()
assert !lines(before).any { it.startsWith('GET') && it.contains(baseLayer) }

// Nothing changed: nothing is sent.
before = registry.server().asked().size()
assert build(app, 'image:push').contains('team/app:latest, which was there, in ')
assert !lines(before).any { it.startsWith('PUT') || it.startsWith('POST') }

// The tarball has the base's layer, and is the same image. Then the cache is enough.
build(app, 'image:build')
def tar = new File(app, 'target/app-1.0-image.tar')
def image = ImageTar.keep(tar, 'online.tar')
assert ImageTar.read(tar).manifest.layers[0].digest == baseLayer
assert new JsonSlurper().parse(new File(app, 'target/app-1.0-image.json')).digest == report.digest
before = registry.server().asked().size()
tar.delete()
build(app, '-o', 'image:build')
ImageTar.assertSame(tar, image)
assert lines(before).isEmpty()
assert maven.withSettings(settings).fail(app, *(arguments + ['-o', 'image:push'])).contains('works offline')

// The password may be encrypted, as 'mvn --encrypt-password' does it.
def cipher = new DefaultPlexusCipher()
def security = { String name, String master ->
    def file = new File(basedir, name)
    file.text = "<settingsSecurity><master>${cipher.encryptAndDecorate(master, 'settings.security')}</master></settingsSecurity>"
    "-Dsettings.security=$file".toString()
}
def encryptedPassword = cipher.encryptAndDecorate(password, 'the master password')
def encrypted = new File(basedir, 'settings-encrypted.xml')
encrypted.text = settings.text.replace("<password>$password</password>", "<password>$encryptedPassword</password>")
assert !encrypted.text.contains(password)
def decrypting = Maven.of(mavenHome, localRepositoryPath, basedir).withSettings(encrypted)
tar.delete()
def printed = decrypting.build(app, *(arguments + [security('security.xml', 'the master password'), 'image:build']))
assert !printed.contains(password) && !printed.contains(encoded)
ImageTar.assertSame(tar, image)
printed = decrypting.fail(app, *(arguments + [security('other-security.xml', 'another password'), 'image:build']))
// Maven 4 does not begin with what it cannot decrypt.
assert printed.contains("The password of the server '${registry.host()}' in settings.xml is encrypted, and Maven cannot decrypt it.") ||
    printed.contains('FATAL: Could not decrypt password')
assert !printed.contains(password)

// As Maven 4's 'mvnenc encrypt' did it, with a master password from the environment: Maven decrypts before it begins.
if (mavenHome.contains('apache-maven-4')) {
    def security4 = new File(basedir, 'settings-security4.xml')
    security4.text = """<settingsSecurity xmlns="http://codehaus-plexus.github.io/plexus-sec-dispatcher/4.0.0">
        <modelVersion>4.0</modelVersion><defaultDispatcher>master</defaultDispatcher>
        <configurations><configuration><name>master</name><properties>
          <property><name>cipher</name><value>AES/GCM/NoPadding</value></property>
          <property><name>source</name><value>env:IT_MASTER</value></property>
        </properties></configuration></configurations></settingsSecurity>"""
    def encrypted4 = new File(basedir, 'settings-encrypted4.xml')
    encrypted4.text = settings.text.replace("<password>$password</password>",
        '<password>{[name=master,cipher=AES/GCM/NoPadding,version=4.1]' +
        '0+3eaHYHgQpRNL/phaeIgYb3CNK8Atmae6gws5CMx3ukSiJ9L7ZJ4pUrrCBBpQ2Xes28ud4x9vA=}</password>')
    def decrypting4 = Maven.of(mavenHome, localRepositoryPath, basedir).withSettings(encrypted4)
    def arguments4 = arguments + ["-Dmaven.settings.security=$security4".toString(), 'image:push']
    registry.manifests.remove('team/app:latest')
    printed = decrypting4.with('IT_MASTER', 'the-master').build(app, *arguments4)
    assert !printed.contains(password) && !printed.contains(encoded)
    assert registry.manifests.keySet().contains('team/app:latest')
    assert decrypting4.with('IT_MASTER', 'another').fail(app, *arguments4).contains('Could not decrypt password')
}

// However many modules have the same base, and build at the same time: its tag is asked for once.
def many = new File(basedir, 'many')
def modules = (1..6).collect { "m$it".toString() }
def pom = { String name, String parent, String rest ->
    def file = new File(many, "$name/pom.xml")
    file.parentFile.mkdirs()
    file.text = """<project><modelVersion>4.0.0</modelVersion>
        <parent><groupId>com.example$parent</parent><groupId>com.example.many</groupId><artifactId>many-$name</artifactId>
        <version>1.0</version>$rest</project>"""
}
pom('.', '</groupId><artifactId>it-parent</artifactId><version>1</version><relativePath/>',
    "<packaging>pom</packaging><modules>${modules.collect { "<module>$it</module>" }.join()}</modules>")
new File(many, 'pom.xml').text = new File(many, './pom.xml').text.replace('many-.', 'many')
modules.each {
    pom(it, '.many</groupId><artifactId>many</artifactId><version>1.0</version>', """<build><plugins><plugin>
        <groupId>io.github.layercake</groupId><artifactId>image-maven-plugin</artifactId>
        <configuration><from>\${registry}/team/base:1.0</from></configuration></plugin></plugins></build>""")
    def source = new File(many, "$it/src/main/java/com/example/registry/Main.java")
    source.parentFile.mkdirs()
    source.text = new File(app, 'src/main/java/com/example/registry/Main.java').text
}
before = registry.server().asked().size()
build(many, '-T', '3', 'package', 'image:build')
modules.each { assert new File(many, "$it/target/many-$it-1.0-image.tar").exists() }
def asked = { String method -> lines(before).findAll { it.startsWith("$method /v2/team/base/manifests/1.0") } }
assert asked('HEAD').size() == 2, 'one without credentials, one with'
assert asked('GET').isEmpty()

// Nothing changed: the modules ask once again what the tag means, and nothing else.
before = registry.server().asked().size()
printed = build(many, '-T', '3', 'image:build')
assert printed.findAll(', unchanged, in ').size() == modules.size()
assert asked('HEAD').size() == 2
assert lines(before).findAll { !it.startsWith('HEAD') && it != 'GET /v2/' }.isEmpty()
registry.close()
