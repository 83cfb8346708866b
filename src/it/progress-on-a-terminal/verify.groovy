import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import java.nio.file.Files

if (!new File('/usr/bin/script').canExecute()) {
    println 'Skipped: there is no /usr/bin/script (apt-get install bsdutils).'
    return true
}

// A JDK as any, but its jlink takes its time.
def java = new File(System.getProperty('java.home'))
def jdk = new File(basedir, 'slow-jdk')
new File(jdk, 'bin').mkdirs()
java.listFiles().findAll { it.name != 'bin' }.each { Files.createSymbolicLink(new File(jdk, it.name).toPath(), it.toPath()) }
def linked = new File(basedir, 'linked')
assert ["$java/bin/jlink", '--add-modules', 'java.base', '--output', linked]*.toString().execute().waitFor() == 0
def jlink = new File(jdk, 'bin/jlink')
jlink.text = "#!/bin/sh\nfor output; do :; done\nsleep 5\nexec cp -R '$linked' \"\$output\"\n"
jlink.executable = true
def toolchains = new File(basedir, 'toolchains.xml')
toolchains.text = """<toolchains><toolchain><type>jdk</type><provides><version>slow</version></provides>
    <configuration><jdkHome>$jdk</jdkHome></configuration></toolchain></toolchains>"""

def anywhere = Maven.of(mavenHome, localRepositoryPath, basedir)
def maven = anywhere.startedBy('env', '-u', 'CI')
def onTerminal = { Maven it ->
    // One word each for the shell that `script` starts.
    it.startedBy('sh', '-c', '''for word; do line="$line '$word'"; done; exec script -qec "$line" /dev/null''', 'sh')
}
// All at once: they do little but wait.
def images = []
def build = { String name, Maven by, String... more ->
    def directory = new File(basedir, name)
    def copy = "mkdir -p '$directory/target' && cp '$basedir/pom.xml' '$directory' && cp -R '$basedir/target/classes' '$directory/target'"
    assert ['sh', '-c', copy]*.toString().execute().waitFor() == 0
    images << new File(directory, 'target/progress-1.0-image.tar')
    by.start(directory, *(more + ['-t', toolchains.path, 'toolchains:toolchain', 'image:build', '-Dimage.jlink.modules=java.base',
        '-Dimage.compression=none']))
}
def typed = build('typed', onTerminal(maven.interactive()))
def quiet = [
    build('batch', onTerminal(maven)),
    build('pipe', maven.interactive()),
    build('server', onTerminal(anywhere.interactive().with('CI', 'true'))),
    build('threads', onTerminal(maven.interactive()), '-T2'),
]

// What a terminal shows in the end: a line is written over what is there.
def shown = { String printed ->
    printed.split('\r?\n').collect { line ->
        line.split('\r').inject('') { was, now -> now + was.drop(now.length()) }
    }
}
def printed = typed.end()
assert printed =~ /\r  runtime, linking …/
assert shown(printed).findAll { it.contains('linking') } == []
assert shown(printed).any { it ==~ /.*  runtime +.*, new\s*/ }
quiet.each { assert !it.end().contains('linking') }
images.each { ImageTar.assertSame(it, images[0]) }
assert images.size() == 5
