package io.github.layercake.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.Expect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar of distribution/reference, name by name. */
class ImageReferenceTest {

    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "alpine, docker.io/library/alpine:latest",
        "' alpine ', docker.io/library/alpine:latest",
        "alpine:3.20, docker.io/library/alpine:3.20",
        "library/alpine, docker.io/library/alpine:latest",
        "docker.io/alpine, docker.io/library/alpine:latest",
        "index.docker.io/team/app:1, docker.io/team/app:1",
        "team/app, docker.io/team/app:latest",
        "a/b/c/d, docker.io/a/b/c/d:latest",
        "localhost/app, localhost/app:latest",
        "localhost:5000/app:1, localhost:5000/app:1",
        "localhost:5000/alpine, localhost:5000/alpine:latest",
        "Registry/app, Registry/app:latest",
        "registry.example.com/team/app:1.0, registry.example.com/team/app:1.0",
        "REGISTRY.example.com:443/app, REGISTRY.example.com:443/app:latest",
        "my-registry.io/a, my-registry.io/a:latest",
        "1.2.3.4:5000/a, 1.2.3.4:5000/a:latest",
        "xn--n3h.com/a, xn--n3h.com/a:latest",
        "[::1]:5000/a, [::1]:5000/a:latest",
        "[2001:db8::1]/a:1, [2001:db8::1]/a:1",
        "a_b/c__d/e-f/g---h/i.j, docker.io/a_b/c__d/e-f/g---h/i.j:latest",
        "0/1/2, docker.io/0/1/2:latest",
        "app:_1.0-SNAPSHOT, docker.io/library/app:_1.0-SNAPSHOT",
        "app:A, docker.io/library/app:A",
        "5000/app, docker.io/5000/app:latest"
    })
    void aNameHasOneCanonicalForm(String text, String canonical) {
        assertThat(ImageReference.parse(text)).hasToString(canonical);
        assertThat(ImageReference.parse(canonical)).isEqualTo(ImageReference.parse(text));
    }

    @Test
    void aDigestNeedsNoTag() {
        ImageReference reference = ImageReference.parse("app@sha256:" + HEX);
        assertThat(reference.tag()).isEmpty();
        assertThat(reference).hasToString("docker.io/library/app@sha256:" + HEX);
        assertThat(ImageReference.parse("app:1@sha256:" + HEX)).hasToString("docker.io/library/app:1@sha256:" + HEX);
        assertThat(ImageReference.parse("app@sha512:" + HEX + HEX).digest()).isPresent();
    }

    @Test
    void aPartIsAsLongAsItMayBe() {
        String repository = "a/" + "b".repeat(253);
        assertThat(ImageReference.parse("r.io/" + repository).repository()).isEqualTo(repository);
        Expect.refusal(() -> ImageReference.parse("r.io/" + repository + "b")).says("longer than 255");
        String tag = "t".repeat(128);
        assertThat(ImageReference.parse("app:" + tag).tag()).contains(tag);
        Expect.refusal(() -> ImageReference.parse("app:" + tag + "t")).says("longer than 128");
        Expect.refusal(() -> ImageReference.parse("a.".repeat(100_000) + "a/b")).says("is not a host");
        Expect.refusal(() -> ImageReference.parse("a/".repeat(100_000) + "b")).says("longer than 255");
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "' ', empty",
        "/, is not an image reference",
        "//, is not an image reference",
        "/app, is not an image reference",
        "app/, is not an image reference",
        "a//b, empty",
        "App, upper-case",
        "team/App, upper-case",
        "r.io/Team/app, upper-case",
        "-app, does not begin and end",
        "app-, does not begin and end",
        "_app, does not begin and end",
        "app., does not begin and end",
        "a..b, separators in a row",
        "a___b, separators in a row",
        "a._b, separators in a row",
        "a-_b, separators in a row",
        "a b, cannot stand in a repository",
        "a+b, cannot stand in a repository",
        "ä, does not begin and end",
        "http://r.io/app, ''",
        "https://r.io/app:1, ''",
        "docker://alpine, ''",
        "app:, empty",
        "app:.1, cannot stand at the start of a tag",
        "app:-1, cannot stand at the start of a tag",
        "app:1 0, cannot stand in a tag",
        "app:1+2, cannot stand in a tag",
        "app:${version}, cannot stand at the start of a tag",
        "app:1:2, cannot stand in a repository",
        ":1, is not an image reference",
        "r..io/app, is not a host",
        ".io/app, is not a host",
        "r.io./app, is not a host",
        "-r.io/app, is not a host",
        "r-.io/app, is not a host",
        "r.-io/app, is not a host",
        "r_1.io/app, is not a host",
        "r.io:/app, is not a number",
        "r.io:port/app, is not a number",
        "r.io:123456/app, is not a number",
        "r.io:1:2/app, is not a number",
        ":5000/app, is not a host",
        "[::1/app, is not a",
        "[]/app, ''",
        "[]:1/app, is not a host",
        "[[::1]]:1/app, is not a",
        "app@, is not a digest",
        "app@sha256:, is not a digest",
        "app@sha256:abc, is not a digest",
        "app@md5:d41d8cd98f00b204e9800998ecf8427e, is not a digest",
        "user@r.io/app, is not a digest",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, image ID"
    })
    void anythingElseIsRefused(String text, String problem) {
        Expect.refusal(() -> ImageReference.parse(text)).says(problem);
    }

    @Test
    void anotherTagKeepsTheRepository() {
        assertThat(ImageReference.parse("r.io/app:1").withTag("2")).hasToString("r.io/app:2");
        Expect.refusal(() -> ImageReference.parse("app").withTag("a b")).says("cannot stand in a tag");
    }
}
