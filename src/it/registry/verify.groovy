import groovy.json.JsonSlurper
import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import io.github.layercake.registry.TestRegistry
import io.github.layercake.registry.TestServer

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
registry.close()
