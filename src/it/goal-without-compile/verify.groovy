import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven

def command = { String log ->
    assert !log.contains('\tat ')
    def found = log =~ /Compile it in the same build: mvn (.*)/
    assert found.find()
    found.group(1).trim()
}
def log = new File(basedir, 'build.log').text
assert log.contains("The project has sources in '${new File(basedir, 'src/main/java')}', but '"
    + "${new File(basedir, 'target/classes')}' does not exist.")

// The settings have our plugin group: the short form works, once the plugin is installed as `mvn install` does it.
assert command(log) == 'package image:build'
def group = new File(localRepositoryPath, 'io/github/layercake/maven-metadata-local.xml')
group.text = """<metadata><plugins><plugin><name>image</name><prefix>image</prefix>
    <artifactId>image-maven-plugin</artifactId></plugin></plugins></metadata>"""
def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
maven.build(basedir, command(log).split(' '))
def tar = new File(basedir, 'target/uncompiled-1.0-image.tar')
def first = ImageTar.keep(tar, 'first.tar')
assert ImageTar.read(tar).layerNames == ['classes', 'launch']
assert new File(basedir, 'target').deleteDir()

// Settings without it: the command is in the long form, and running it works.
def settings = new File(basedir, 'settings.xml')
settings.text = new File(basedir.parentFile, 'interpolated-settings.xml').text
    .replaceFirst('(?s)<pluginGroups>.*</pluginGroups>', '')
def withoutGroup = maven.withSettings(settings)
def longForm = command(withoutGroup.fail(basedir, 'io.github.layercake:image-maven-plugin:build'))
assert longForm =~ /^package io.github.layercake:image-maven-plugin:\d[^:]*:build$/
withoutGroup.build(basedir, longForm.split(' '))
ImageTar.assertSame(tar, first)

// With the plugin in the POM it is short again.
def withPrefix = new File(basedir, 'with-prefix')
def shortForm = command(withoutGroup.fail(withPrefix, 'image:build'))
assert shortForm == 'package image:build'
withoutGroup.build(withPrefix, shortForm.split(' '))

// Resources alone would be forgotten as easily.
assert command(maven.fail(new File(basedir, 'only-resources'), 'image:build')) == 'package image:build'
