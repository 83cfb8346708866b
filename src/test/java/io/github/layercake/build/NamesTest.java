package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.layercake.Images.ReadImage;
import io.github.layercake.layer.Compression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that are long, or not ASCII, or both, come out as they went in. */
class NamesTest {
    private static final String SMILEY = "\ud83d\ude00";

    @TempDir
    Path directory;

    private Application application;

    @BeforeEach
    void anApplicationWithOneClass() throws IOException {
        application = new Application(directory.resolve("app"));
        application.file("com/example/App.class", "class");
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of(
                "gr\u00fc\u00dfe.txt",
                "\u4e16\u754c/\u3053\u3093\u306b\u3061\u306f.txt",
                SMILEY + "/" + SMILEY + ".txt",
                "decomposed-u\u0308.txt",
                "composed-\u00fc.txt",
                " leading and trailing ",
                "new\nline",
                "tab\tand\\backslash",
                "quote\"'`$(x);&|*?[]{}",
                "%41%zz%",
                "-rf",
                "~",
                "colon:equals=,comma",
                "n".repeat(99) + "/" + "x",
                "n".repeat(100) + "/" + "x",
                "n".repeat(255),
                "\u00fc".repeat(127) + "x",
                SMILEY.repeat(63) + "abc",
                "a".repeat(154) + "/" + "b".repeat(100),
                "a".repeat(155) + "/" + "b".repeat(101)));
        for (int length = 95; length <= 103; length++) {
            names.add("l" + length + "/" + "x".repeat(length));
        }
        names.add(
                "\u00e4".repeat(120) + "/" + "d".repeat(250) + "/" + SMILEY.repeat(60) + "/" + "e".repeat(200) + "/f");
        return names;
    }

    @Test
    void everyNameComesOutAsItWentIn() throws IOException {
        for (String name : names()) {
            application.file(name, name);
            Files.createSymbolicLink(application.classes().resolve("link" + names().indexOf(name)), Path.of(name));
        }

        ReadImage image = application.build();

        for (String name : names()) {
            assertThat(image.file("app/resources/" + name).text()).isEqualTo(name);
            assertThat(image.file("app/resources/link" + names().indexOf(name)).link())
                    .isEqualTo(name);
        }
        assertThat(image.diffIds().get(0))
                .isEqualTo("sha256:3b53d79d7170e17b7300c7002b531789c390f4c3a989aee2cfa0f356e542efd6");
    }

    @Test
    void randomNamesComeOutAsTheyWentIn() throws IOException {
        Random random = new Random(42);
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            StringBuilder name = new StringBuilder("r" + i);
            int length = random.nextInt(250);
            while (name.toString().getBytes(StandardCharsets.UTF_8).length < length) {
                int c = random.nextInt(random.nextBoolean() ? 0x7f : 0x1ffff);
                if (Character.isDefined(c) && c >= ' ' && c != '/' && (c < 0xd800 || c > 0xdfff)) {
                    name.appendCodePoint(c);
                }
            }
            while (name.toString().getBytes(StandardCharsets.UTF_8).length > 255) {
                name.setLength(name.offsetByCodePoints(name.length(), -1));
            }
            application.file(name.toString(), "file " + i);
            files.put("app/resources/" + name, "file " + i);
        }

        ReadImage image = application.build();

        files.forEach((path, text) -> assertThat(image.file(path).text()).isEqualTo(text));
    }

    @Test
    void pythonReadsTheSameNames() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(Files.isExecutable(python), "There is no /usr/bin/python3");
        for (String name : names()) {
            application.file(name, name);
        }
        application.compression(Compression.GZIP).build();
        Path script = Application.write(directory.resolve("list.py"), """
                import io, json, sys, tarfile
                outer = tarfile.open(sys.argv[1])
                blob = lambda d: outer.extractfile('blobs/' + d['digest'].replace(':', '/')).read()
                index = json.load(outer.extractfile('index.json'))
                manifest = json.loads(blob(index['manifests'][0]))
                for layer in manifest['layers']:
                    for entry in tarfile.open(fileobj=io.BytesIO(blob(layer)), mode='r:gz'):
                        if entry.isfile():
                            print(json.dumps(entry.name))
                """);
        Process process = new ProcessBuilder(
                        python.toString(), script.toString(), application.tar().toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        List<String> read = printed.lines()
                .map(line -> com.google.gson.JsonParser.parseString(line).getAsString())
                .toList();
        assertThat(read)
                .containsAll(
                        names().stream().map(name -> "app/resources/" + name).toList());
    }
}
