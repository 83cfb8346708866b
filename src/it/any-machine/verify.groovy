import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import java.nio.file.Files

def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
def tar = new File(basedir, 'target/machine-1.0-image.tar')
def shell = { String script ->
    def process = new ProcessBuilder('sh', '-euc', script).directory(basedir).inheritIO().start()
    assert process.waitFor() == 0 : script
}

// The invoker has made the jar and the classes. Names that no version control need carry, whatever the locale is here:
shell("""
    cd target/classes
    mkdir -p "\$(printf 'Gr\\303\\274\\303\\237e')" I empty "${'long/' + 'd' * 120}"
    echo umlauts > "\$(printf 'Gr\\303\\274\\303\\237e/\\346\\227\\245\\346\\234\\254.txt')"
    for i in i I "\$(printf '\\304\\260')" "\$(printf '\\304\\261')"; do echo "\$i" > "I/\$i.txt"; done
    echo long > "long/${'d' * 120}/${'f' * 150}.txt"
""")
maven.build(basedir, 'image:build')
def expected = ImageTar.keep(tar, 'expected.tar')
def image = ImageTar.read(expected)
assert image.layerNames == ['dependencies-gson', 'dependencies-slf4j-api-and-others', 'resources', 'classes', 'launch']
assert image.layer('resources').text('app/resources/Gr\u00fc\u00dfe/\u65e5\u672c.txt') == 'umlauts\n'
assert image.layer('resources').text("app/resources/long/${'d' * 120}/${'f' * 150}.txt") == 'long\n'
assert image.layer('resources').entries().any { it.startsWith('app/resources/empty/ directory 755 0:0 1000 ') }

// Another time zone, language and encoding.
maven.startedBy('env', 'LC_ALL=C', 'TZ=Asia/Kathmandu')
    .with('MAVEN_OPTS', '-Duser.language=tr -Duser.country=TR -Dfile.encoding=ISO-8859-1')
    .build(basedir, 'image:build')
ImageTar.assertSame(tar, expected)

// Everything touched, files that nobody else may read, another umask.
shell("find . -exec touch {} + ; chmod -R go-rwx target/classes")
maven.startedBy('sh', '-c', 'umask 077; exec "$@"', 'sh').build(basedir, 'image:build')
ImageTar.assertSame(tar, expected)

// Another directory, in which everything is executable, as a bind mount from Windows or macOS has it.
shell("rm -rf 'else where'; mkdir 'else where'; cp -R pom.xml src target 'else where'; chmod -R a+rwx 'else where'")
def elsewhere = new File(basedir, 'else where')
def copy = new File(elsewhere, 'target/machine-1.0-image.tar')
maven.build(elsewhere, 'image:build')
ImageTar.assertSame(copy, expected)

// Another user.
if (['id', '-u'].execute().text.trim() == '0') {
    shell("rm '${copy}'; chown -R 65534:65534 'else where'")
    maven.startedBy('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups').build(elsewhere, 'image:build')
    ImageTar.assertSame(copy, expected)
    assert Files.getAttribute(copy.toPath(), 'unix:uid') == 65534
} else {
    println 'Skipped: only the superuser can be another user.'
}

// Another JDK.
def newer = new File('/usr/lib/jvm').listFiles().find { it.name.startsWith('temurin-25-jdk') }
if (newer) {
    def printed = maven.with('JAVA_HOME', newer.path).build(basedir, '-V', 'image:build')
    assert printed.contains('Java version: 25')
    ImageTar.assertSame(tar, expected)
} else {
    println 'Skipped: there is no Temurin 25 in /usr/lib/jvm.'
}
