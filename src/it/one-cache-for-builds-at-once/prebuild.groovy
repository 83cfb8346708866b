def shared = [['org.apache.commons', 'commons-compress', '1.28.0'], ['com.google.code.gson', 'gson', '2.15.0']]
def dependency = '<dependencies><dependency><groupId>org.codehaus.plexus</groupId>' +
    '<artifactId>plexus-utils</artifactId><version>4.0.2</version></dependency></dependencies>'
def template = new File(basedir, 'template').toPath()
(1..8).each { number ->
    def module = new File(basedir, "app$number")
    module.deleteDir()
    template.toFile().eachFileRecurse(groovy.io.FileType.FILES) { file ->
        def copy = new File(module, template.relativize(file.toPath()).toString())
        copy.parentFile.mkdirs()
        def jar = shared[number % 2]
        copy.text = file.text.replace('NUMBER', "$number")
            .replace('GROUP', jar[0]).replace('ARTIFACT', jar[1]).replace('VERSION', jar[2])
            .replace('<dependencies/>', number <= 4 ? '' : dependency)
    }
}
return true
