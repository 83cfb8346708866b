import io.github.layercake.its.Maven

// What the last run left in the local repository is not what this one deploys.
['parts', 'gold', 'blue'].each { new File(localRepositoryPath, "com/example/$it").deleteDir() }
Maven.of(mavenHome, localRepositoryPath, basedir)
    .build(basedir, 'deploy', "-DaltDeploymentRepository=parts::${new File(basedir, 'target/repository').toURI()}")
return true
