import io.github.layercake.its.ImageTar
import io.github.layercake.its.Maven

def maven = Maven.of(mavenHome, localRepositoryPath, basedir)
def shop = new File(basedir, 'shop/target/shop-1.0-image.tar')
def admin = new File(basedir, 'admin/target/admin-3.0-image.tar')

// The invoker has built and installed all modules.
def image = ImageTar.read(shop)
assert image.layerNames == ['dependencies', 'modules', 'classes', 'launch']
assert image.files('dependencies') == ['app/libs/slf4j-api-2.0.17.jar']
assert image.files('modules') == ['app/libs/contract-2.1.jar', 'app/libs/core-1.0.jar', 'app/libs/starter-1.0.jar']
assert image.classPath == ['/app/classes', '/app/libs/starter-1.0.jar', '/app/libs/core-1.0.jar',
    '/app/libs/contract-2.1.jar', '/app/libs/slf4j-api-2.0.17.jar']
assert ImageTar.read(admin).files('modules') == ['app/libs/contract-2.1.jar', 'app/libs/core-1.0.jar']
def shopAsJars = ImageTar.keep(shop, 'shop-as-jars.tar')
def adminAsJars = ImageTar.keep(admin, 'admin-as-jars.tar')

// Several modules at a time.
maven.build(basedir, '-T', '2', 'clean', 'package', 'image:build')
ImageTar.assertSame(shop, shopAsJars)
ImageTar.assertSame(admin, adminAsJars)

// One module alone: the siblings come from the local repository.
maven.build(new File(basedir, 'shop'), 'clean', 'package', 'image:build')
ImageTar.assertSame(shop, shopAsJars)
maven.build(new File(basedir, 'admin'), 'clean', 'package', 'image:build')
ImageTar.assertSame(admin, adminAsJars)

// Not packaged: the siblings are directories. One that has no files is not there, and not missed.
maven.build(basedir, 'clean', 'compile', 'image:build')
image = ImageTar.read(shop)
assert image.layerNames == ['dependencies', 'modules', 'classes', 'launch']
assert image.files('dependencies') == ['app/libs/slf4j-api-2.0.17.jar']
assert image.files('modules') == ['app/modules/contract/com/example/contract/Contract.class',
    'app/modules/core/com/example/core/Core.class', 'app/modules/core/core.properties']
assert image.classPath == ['/app/classes', '/app/modules/core', '/app/modules/contract',
    '/app/libs/slf4j-api-2.0.17.jar']
assert ImageTar.read(admin).files('modules') == image.files('modules')
def shopAsDirectories = ImageTar.keep(shop, 'shop-as-directories.tar')

maven.build(basedir, '-T', '2', 'clean', 'compile', 'image:build', '-pl', 'shop', '-am')
ImageTar.assertSame(shop, shopAsDirectories)
