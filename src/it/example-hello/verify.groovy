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

// The application runs, from nothing but what is in the layers.
def image = ImageTar.read(tar)
assert image.layerNames == ['dependencies', 'resources', 'classes', 'launch']
assert image.config.config.ExposedPorts == ['8080/tcp': [:]]
def root = new File(basedir, 'root')
image.layerNames.each { name ->
    image.layer(name).files().each { path, bytes ->
        def file = new File(root, path)
        file.parentFile.mkdirs()
        file.bytes = bytes
    }
}
def entrypoint = image.config.config.Entrypoint
assert entrypoint == ['java', '-cp', '@/app/classpath', 'com.example.hello.Hello']
def java = new ProcessBuilder("${System.getProperty('java.home')}/bin/java", '-cp',
    image.classPath.collect { "$root$it" }.join(':'), entrypoint.last())
java.environment().PORT = '0'
java.redirectErrorStream(true)
def process = java.start()
try {
    def line = process.inputReader().readLine()
    assert line =~ /Listening on port \d+/
    def port = (line =~ /port (\d+)/)[0][1]
    assert new URL("http://localhost:$port/").text == 'Hello\n'
} finally {
    process.destroy()
    process.waitFor(10, TimeUnit.SECONDS)
}
