def log = new File(basedir, 'build.log').text
def error = { String module, String problem, String remedy ->
    def text = log.substring(log.indexOf('[ERROR] Failed to execute goal'))
    def message = text.split(/on project $module: /)[1].split(/\[ERROR\] -> \[Help/)[0]
    assert message.contains(problem)
    assert message.contains('  -> ')
    assert message.substring(message.indexOf('  -> ')).contains(remedy)
}
error('transport', "<from> is 'dir:base', and we know no transport 'dir:'.", 'docker://dir:base')
error('registry', "The base image '127.0.0.1:1/team/base:1.0' cannot be looked up: 127.0.0.1:1: No connection to",
    'correct its host and port')
error('missing-archive', "'${new File(basedir, 'missing-archive/base.tar')}'",
    "a relative path starts at the project's directory")
error('several-mains', 'com.example.errors.One, com.example.errors.Two', '-Dimage.mainClass=')
error('no-main', 'has a main method', '<mainClass>')
error('bad-name', "'Example/App:1.0' is not an image reference", 'registry.example.com/team/app:1.0')
error('digest', 'gets its digest from its content', 'Remove the part from')
// Maven 3.9 itself refuses this one.
assert log.contains('com.example.elsewhere:vendor')
// A user's mistake is no reason for a stack trace.
assert !log.contains('\tat ')
assert !new File(basedir, 'registry/target/registry-1.0-image.tar').exists()
