import groovy.json.JsonSlurper
import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven
import io.github.layercake.store.Pruning
import io.github.layercake.store.Store
import java.nio.file.Files
import java.time.Duration
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicBoolean

def cache = new File(basedir, 'shared-cache')
def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
    .with('MAVEN_OPTS', '-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC')
def shared = ['-o', "-Dimage.cacheDirectory=$cache"]*.toString()
def modules = (1..8).collect { "app$it".toString() }
def tar = { File root, String module -> new File(root, "$module/target/$module-1.0-image.tar") }

// The invoker has built each of them alone, with an empty cache.
def expected = modules.collectEntries { [it, ImageTar.keep(tar(basedir, it), "expected-${it}.tar")] }
modules.each {
    def image = ImageTar.read(expected[it])
    assert image.layerNames.first().startsWith('dependencies') && image.layerNames.last() == 'launch'
    assert new File(basedir, "$it/target/cache").directory
}
assert expected.values()*.bytes.collect { Arrays.hashCode(it) }.toSet().size() == modules.size()

// The same modules again, to be built by one Maven while the eight run.
def reactor = new File(basedir, 'reactor')
def all = basedir.toPath()
(['pom.xml'] + modules.collectMany { ["$it/pom.xml", "$it/target/classes"] }).each { name ->
    def from = new File(basedir, name.toString())
    def copy = { File file ->
        def to = reactor.toPath().resolve(all.relativize(file.toPath()))
        Files.createDirectories(to.parent)
        Files.copy(file.toPath(), to)
    }
    from.directory ? from.eachFileRecurse(groovy.io.FileType.FILES, copy) : copy(from)
}

// Whoever prunes leaves nothing, as long as no build runs.
def pruning = new AtomicBoolean(true)
def pruners = Executors.newFixedThreadPool(2)
def everything = new Pruning(Duration.ZERO, 0, false)
def prunes = [
    pruners.submit {
        while (pruning.get()) {
            maven.build(basedir, *(shared + ['image:prune', '-Dimage.prune.maxAge=0', '-Dimage.prune.maxSize=0']))
        }
    },
    pruners.submit {
        while (pruning.get()) {
            Store.open(cache.toPath()).withCloseable { it.prune(everything) }
            Thread.sleep(20)
        }
    },
]
def together = { boolean processes, boolean threads ->
    def places = (processes ? modules.collect { [basedir, it] } : []) + (threads ? modules.collect { [reactor, it] } : [])
    places.each { tar(*it).delete() }
    def builds = (processes ? modules : []).collect { maven.start(new File(basedir, it), *(shared + ['image:build'])) }
    if (threads) {
        builds << maven.start(reactor, *(shared + ['-T', '2', 'image:build']))
    }
    builds*.end().each { printed ->
        assert !printed.contains('damaged') && !printed.contains('Damaged') && !printed.contains('No cache')
    }
    places.each { ImageTar.assertSame(tar(*it), expected[it[1]]) }
}
def outcomes = { File root -> modules.collectMany { module ->
    new JsonSlurper().parse(new File(root, "$module/target/$module-1.0-image.json")).layers*.outcome
}.toSet() }

try {
    // Cold, all at once.
    together(true, true)

    // A build that goes on: what the others make is there for the next ones, however often somebody prunes.
    Store.open(cache.toPath()).withCloseable {
        together(false, true)
        together(true, false)
        assert outcomes(basedir) == ['reused'] as Set
    }
} finally {
    pruning.set(false)
    pruners.shutdown()
}
prunes*.get()

// Nothing is left, and nothing was set aside.
maven.build(basedir, *(shared + ['image:prune', '-Dimage.prune.maxAge=0', '-Dimage.prune.maxSize=0']))
def left = []
cache.eachFileRecurse(groovy.io.FileType.FILES) { left << cache.toPath().relativize(it.toPath()).toString() }
left.removeAll { it.endsWith('/pruned') || it.endsWith('/prune.lock') }
[basedir, reactor].each { root ->
    modules.each { left.addAll(new File(root, "$it/target").list().findAll { it.startsWith('.') }) }
}
assert left == []
