package io.github.layercake.inspect;

import static io.github.layercake.fixture.ImageAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Stored;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every finding, provoked by an image with one fault. */
class ImageValidatorTest {

    private static final RandomImage GOOD = RandomImage.of(1, 3);

    @ParameterizedTest
    @EnumSource
    void anImageIsValidHoweverItsLayersAreStored(Stored stored) {
        assertThat(GOOD.stored(stored).image()).isValid();
        assertThat(GOOD.stored(stored).withDockerTypes().image()).isValid();
    }

    @Test
    void anImageWithoutLayersIsValid() {
        assertThat(RandomImage.of(1, 0).image()).isValid();
    }

    /** Where zstd-jni is, as it is here; without it a note says that the diffID is not verified. */
    @Test
    void aZstdLayerIsVerifiedLikeAnyOther() throws IOException {
        Image image = GOOD.stored(Stored.ZSTD).image();
        Layer first = image.layers().get(0);
        Layer second = image.layers().get(1);
        List<Layer> mixedUp = new ArrayList<>(image.layers());
        mixedUp.set(0, new Layer(first.mediaType(), first.digest(), second.diffId(), first.size(), first.content()));

        assertThat(ImageValidator.validate(image, 0)).isEmpty();
        assertThat(ImageValidator.validate(
                        new Image(
                                mixedUp, image.config(), image.configBytes(), image.manifest(), image.manifestBytes()),
                        0))
                .anyMatch(finding -> finding.isError() && finding.toString().contains("diffID"));
    }

    @Test
    void aMissingHistoryIsNoted() throws IOException {
        assertThat(ImageValidator.validate(GOOD.withConfig("{'history':null}").image(), 0))
                .singleElement()
                .matches(finding -> !finding.isError() && finding.fact().contains("no history"));
    }

    @Test
    void moreLayersThanDockerLoadsAreFound() {
        assertThat(RandomImage.of(1, 125).image()).isValid();
        assertThat(RandomImage.of(1, 126).image()).hasOnlyError("manifest", "126 layers");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'os':''}                                          | it has no 'os'
            {'architecture':null}                              | it has no 'architecture'
            {'history':[{}]}                                   | tells of 1 layers, there are 3
            {'history':[{},{},{},{}]}                          | tells of 4 layers, there are 3
            {'created':''}                                     | not a time
            {'created':'yesterday'}                            | not a time
            {'created':'2024-02-30T00:00:00Z'}                 | not a time
            {'created':'2024-02-03 00:00:00Z'}                 | not a time
            {'created':'2024-02-03T00:00Z'}                    | not a time
            {'created':1700000000}                             | not a time
            {'config':{'Labels':{'a':1}}}                      | 'Labels' is not an object of texts
            {'config':{'Labels':{'':'x'}}}                     | '' is not the name of
            {'config':{'Labels':{'org.opencontainers.image.created':'now'}}} | 'now' in org.opencontainers.image.created
            {'config':{'Env':{'A':'b'}}}                       | 'Env' is not an array of texts
            {'config':{'Env':['A']}}                           | 'A' in 'Env'
            {'config':{'Env':['=b']}}                          | '=b' in 'Env'
            {'config':{'Cmd':'sh'}}                            | 'Cmd' is not an array of texts
            {'config':{'Entrypoint':[1]}}                      | 'Entrypoint' is not an array of texts
            {'config':{'User':1000}}                           | 'User' is not a text
            {'config':{'Volumes':['/data']}}                   | 'Volumes' is not an object
            {'config':{'ExposedPorts':{'http':{}}}}            | 'http' in 'ExposedPorts'
            """)
    void aFaultInTheConfigIsFound(String fields, String fact) {
        assertThat(GOOD.withConfig(fields).image()).hasOnlyError("config", fact);
    }

    @Test
    void aFaultInTheHistoryIsFound() {
        assertThat(GOOD.withConfig("{'history':[{'created':'x'},{},{}]}").image())
                .hasOnlyError("history entry 1", "not a time");
        assertThat(GOOD.withConfig("{'history':[1,{},{}]}").image()).hasOnlyError("history entry 1", "not an object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-03T00:00:00Z", "2024-02-03T00:00:00.123456789+02:00", "1970-01-01T00:00:01Z"})
    void aTimeOfRfc3339IsFine(String time) {
        assertThat(GOOD.withConfig("{'created':'" + time + "'}").image()).isValid();
    }

    @Test
    void aManifestThatSaysSomethingElseIsFound() {
        Image good = GOOD.image();
        byte[] other = RandomImage.of(2, 3).manifestBytes();
        assertThat(new Image(good.layers(), good.config(), good.configBytes(), good.manifest(), other))
                .hasOnlyError("manifest", "its bytes say something else");
        assertThat(new Image(good.layers(), good.config(), good.configBytes(), good.manifest(), "{".getBytes(UTF_8)))
                .hasOnlyError("manifest", "is not JSON");
    }

    @Test
    void aConfigThatSaysSomethingElseIsFound() {
        Image good = GOOD.image();
        byte[] spaced = (new String(good.configBytes(), UTF_8) + " ").getBytes(UTF_8);
        assertThat(new Image(good.layers(), good.config(), spaced, good.manifest(), good.manifestBytes()))
                .hasError("config", "its bytes are sha256:")
                .hasError("config", "the manifest says " + good.configBytes().length);
        ImageConfig other = RandomImage.of(2, 3).image().config();
        assertThat(new Image(good.layers(), other, good.configBytes(), good.manifest(), good.manifestBytes()))
                .hasOnlyError("config", "its bytes say something else");
        assertThat(new Image(good.layers(), good.config(), new byte[0], good.manifest(), good.manifestBytes()))
                .hasError("config", "is not a JSON object");
    }

    @Test
    void unknownMediaTypesAreFound() {
        Image good = GOOD.image();
        String text = new String(good.manifestBytes(), UTF_8);
        assertThat(with(good, text.replace("image.manifest", "image.minifest")))
                .hasOnlyError("manifest", "image.minifest");
        assertThat(with(good, text.replace("image.config", "image.konfig"))).hasOnlyError("manifest", "image.konfig");
        assertThat(with(good, text.replaceFirst("tar.gzip", "tar+lzma")))
                .hasOnlyError("layer 1", "tar+lzma' is not a layer's");
        assertThat(with(good, text.replaceFirst("tar.gzip", "tar")))
                .hasOnlyError("layer 1", "the manifest says 'application/vnd.oci.image.layer.v1.tar'");
    }

    @Test
    void layersThatTheManifestDoesNotNameAreFound() {
        Image good = GOOD.image();
        String text = new String(good.manifestBytes(), UTF_8);
        Layer first = good.layers().get(0);
        assertThat(with(good, text.replace(first.digest().hex(), "0".repeat(64))))
                .hasOnlyError("layer 1", "the manifest names sha256:000");
        assertThat(with(good, text.replaceFirst("\"size\":" + first.size(), "\"size\":1")))
                .hasOnlyError("layer 1", "the manifest says 1");
        assertThat(new Image(
                        good.layers().subList(0, 2),
                        good.config(),
                        good.configBytes(),
                        good.manifest(),
                        good.manifestBytes()))
                .hasError("manifest", "it names 3 layers, the image has 2")
                .hasError("config", "3 diffIDs for 2 layers")
                .hasError("config", "history");
    }

    @Test
    void layersInAnotherOrderAreFound() {
        Image good = GOOD.image();
        List<Layer> swapped = new ArrayList<>(good.layers());
        swapped.add(swapped.remove(0));
        assertThat(Image.of(swapped, good.config(), Map.of())).hasError("config", "the diffID of layer 1");
    }

    @Test
    void strangeAnnotationsAreFound() {
        Image good = GOOD.image();
        assertThat(Image.of(good.layers(), good.config(), Map.of("org.opencontainers.image.created", "now")))
                .hasOnlyError("manifest", "is not a time");
        assertThat(Image.of(good.layers(), good.config(), Map.of(" ", "now")))
                .hasOnlyError("manifest", "is not the name");
        assertThat(Image.of(good.layers(), good.config(), Map.of("a", "b\0"))).hasOnlyError("manifest", "zero byte");
    }

    @Test
    void aDiskThatFailsIsNoFinding() {
        Content failing = new Content() {
            @Override
            public long size() {
                return 1;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("Input/output error");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        return read();
                    }
                };
            }
        };
        for (Layer layer : GOOD.image().layers()) {
            Layer broken = new Layer(layer.mediaType(), layer.digest(), layer.diffId(), layer.size(), failing);
            assertThatThrownBy(() -> ImageValidator.validate(with(broken), 0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Input/output error");
        }
    }

    @Test
    void aHostileLayerDoesNotFillTheList() throws IOException {
        TestTar tar = new TestTar();
        Stream.generate(() -> "../x").limit(5000).forEach(path -> tar.file(path, ""));
        assertThat(ImageValidator.validate(GOOD.withTars(tar.bytes()).image(), 0))
                .hasSize(Findings.MAX);
    }

    private static Image with(Layer layer) {
        ImageConfig config =
                ImageConfig.parse(GOOD.withTars(new TestTar().bytes()).configBytes(), "test");
        return Image.of(List.of(layer), config, Map.of());
    }

    private static Image with(Image image, String manifest) {
        byte[] bytes = manifest.getBytes(UTF_8);
        assertThat(Digest.of(bytes)).isNotEqualTo(image.digest());
        return new Image(image.layers(), image.config(), image.configBytes(), Manifest.parse(bytes, "test"), bytes);
    }
}
