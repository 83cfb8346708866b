import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import java.nio.file.Files
import java.util.concurrent.TimeUnit

def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
def hello = new File(basedir, 'hello')
def source = new File(sourceDirectory, 'src/examples/hello')
source.eachFileRecurse(groovy.io.FileType.FILES) {
    def path = source.toPath().relativize(it.toPath())
    if (!path.startsWith('target')) {
        def copy = hello.toPath().resolve(path)
        Files.createDirectories(copy.parent)
        copy.toFile().bytes = it.bytes
    }
}
def tar = new File(hello, 'target/hello-1.0-image.tar')
assert maven.build(hello, 'package').contains("Image tarball $tar, ")
def first = ImageTar.keep(tar, 'first.tar')
maven.build(hello, 'clean', 'package')
ImageTar.assertSame(tar, first)

// A Java runtime is below the application, with what the application asks for.
def image = ImageTar.read(tar)
assert image.layerNames == ['system', 'runtime', 'dependencies-gson', 'dependencies-slf4j-api-and-others', 'resources', 'classes', 'launch']
assert image.config.config.ExposedPorts == ['8080/tcp': [:]]
assert image.config.config.Entrypoint == ['/opt/java/bin/java', '-cp', '@/app/classpath', 'com.example.hello.Hello']
assert image.config.config.Env.contains('JAVA_HOME=/opt/java')
assert image.config.config.User == 'nonroot'
def runtime = image.layer('runtime').files()
assert new String(runtime['opt/java/release']).contains('jdk.httpserver')
assert runtime['opt/java/lib/security/cacerts'].length > 50_000

// It runs, with nothing but what is in the layers: the loader of the image starts the java of the image.
def root = new File(basedir, 'root')
image.layerNames.each { name ->
    image.layer(name).files().each { path, bytes ->
        def file = new File(root, path)
        file.parentFile.mkdirs()
        file.bytes = bytes
        file.executable = path.contains('bin/') || path.contains('.so') || path.contains('lib/')
    }
}
def libraries = image.layer('system').files().keySet()
def loader = libraries.find { it =~ /ld-(linux|musl).*/ }
def directory = new File(root, libraries.find { it.endsWith('/libc.so.6') || it =~ 'libc.musl' }).parent
def java = new ProcessBuilder("$root/$loader", '--library-path', "$directory:$root/opt/java/lib", "$root/opt/java/bin/java", '-cp',
    image.classPath.collect { "$root$it" }.join(':'), 'com.example.hello.Hello')
java.environment().clear()
java.environment().PORT = '0'
java.redirectErrorStream(true)
def process = java.start()
try {
    def line = process.inputReader().readLine()
    assert line =~ /Listening on port \d+/
    def port = (line =~ /port (\d+)/)[0][1]
    assert new URL("http://localhost:$port/hello/Anna").text == '{"greeting":"Hello, Anna!"}'
} finally {
    process.destroy()
    process.waitFor(10, TimeUnit.SECONDS)
}
