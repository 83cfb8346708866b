package io.github.layercake.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.RandomImage;
import io.github.layercake.io.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An image for several platforms, and what stands in its index. */
class ImagesTest {

    private static final Platform HOST = Platform.parse("linux/amd64");
    private static final Image AMD64 = RandomImage.of(1, 2).image();
    private static final Image ARM64 = of(2, "arm64", "v8");
    private static final Image ARM6 = of(3, "arm", "v6");

    private static Image of(int seed, String architecture, String variant) {
        return RandomImage.of(seed, 2).withPlatform(architecture, variant).image();
    }

    @Test
    void oneImageHasNoIndex() {
        for (Images images : List.of(Images.of(AMD64), Images.of(List.of(AMD64), Map.of("a", "b"), HOST))) {
            assertThat(images.indexBytes()).isEmpty();
            assertThat(images.digest()).isEqualTo(AMD64.digest());
            assertThat(images.descriptor()).isEqualTo(AMD64.descriptor());
            assertThat(images.main()).isSameAs(AMD64);
            assertThat(images.layers()).isEqualTo(AMD64.layers());
        }
    }

    @Test
    void anIndexPointsToEachManifestInTheGivenOrder() {
        Images images = Images.of(List.of(ARM64, AMD64, ARM6), Map.of("key", "value"), HOST);
        byte[] bytes = images.indexBytes().orElseThrow();
        assertThat(new String(bytes, UTF_8))
                .isEqualTo(("{'schemaVersion':2,'mediaType':'application/vnd.oci.image.index.v1+json','manifests':["
                                + entry(ARM64, "{'architecture':'arm64','os':'linux','variant':'v8'}") + ","
                                + entry(AMD64, "{'architecture':'amd64','os':'linux'}") + ","
                                + entry(ARM6, "{'architecture':'arm','os':'linux','variant':'v6'}")
                                + "],'annotations':{'key':'value'}}")
                        .replace('\'', '"'));
        assertThat(images.digest()).isEqualTo(Digest.of(bytes));
        assertThat(images.descriptor())
                .isEqualTo(Descriptor.of("application/vnd.oci.image.index.v1+json", images.digest(), bytes.length));
        assertThat(Index.parse(bytes, "index").manifests())
                .extracting(Descriptor::digest)
                .containsExactly(ARM64.digest(), AMD64.digest(), ARM6.digest());
    }

    private static String entry(Image image, String platform) {
        return "{'mediaType':'application/vnd.oci.image.manifest.v1+json','digest':'" + image.digest() + "','size':"
                + image.manifestBytes().length + ",'platform':" + platform + "}";
    }

    @Test
    void whatWindowsNeedsIsInTheIndex() {
        Image windows = RandomImage.of(4, 1)
                .withConfig("{'os':'windows','os.version':'10.0.17763.1','os.features':['win32k']}")
                .image();
        Images images = Images.of(List.of(AMD64, windows), Map.of(), HOST);
        assertThat(new String(images.indexBytes().orElseThrow(), UTF_8))
                .contains("{'architecture':'amd64','os':'windows','os.version':'10.0.17763.1','os.features':['win32k']}"
                        .replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({"amd64, 1", "x86_64, 1", "aarch64, 0", "arm64, 0", "arm, 2", "arm/v5, 2", "s390x, 0"})
    void theMainImageIsTheHostsElseTheFirst(String host, int expected) {
        List<Image> all = List.of(ARM64, AMD64, ARM6);
        assertThat(Images.of(all, Map.of(), Platform.parse("linux/" + host)).main())
                .isSameAs(all.get(expected));
    }

    @Test
    void whatAllHaveOnTopComesLast() {
        Layer classes = RandomImage.of(9, 1).image().layers().get(0);
        Layer launch = RandomImage.of(10, 1).image().layers().get(0);
        List<Layer> expected = new ArrayList<>();
        List<Image> images = new ArrayList<>();
        for (Image base : List.of(AMD64, ARM64, ARM6)) {
            expected.addAll(base.layers());
            List<Layer> layers = new ArrayList<>(base.layers());
            layers.addAll(List.of(classes, launch));
            images.add(Image.of(layers, base.config(), Map.of()));
        }
        expected.addAll(List.of(classes, launch));
        assertThat(Images.of(images, Map.of(), HOST).layers()).isEqualTo(expected);
    }

    @Test
    void moreLayersOnTopOfAllComeLast() {
        List<Layer> pool = RandomImage.of(20, 6).image().layers();
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            List<List<Layer>> few = new ArrayList<>();
            List<List<Layer>> more = new ArrayList<>();
            List<Layer> ours = some(pool, random);
            List<Layer> rest = some(pool, random);
            for (int platform = random.nextInt(3); platform >= 0; platform--) {
                List<Layer> stack = new ArrayList<>(some(pool, random));
                stack.addAll(ours);
                few.add(List.copyOf(stack));
                stack.addAll(rest);
                more.add(stack);
            }
            List<Layer> begin = Images.inOrder(few);
            assertThat(begin).doesNotHaveDuplicates();
            assertThat(Images.inOrder(more).subList(0, begin.size())).isEqualTo(begin);
        }
    }

    private static List<Layer> some(List<Layer> pool, Random random) {
        List<Layer> some = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            some.add(pool.get(random.nextInt(pool.size())));
        }
        return some;
    }

    @Test
    void aLayerOfTwoBasesIsThereOnceWhereverItLies() {
        Layer one = AMD64.layers().get(0);
        Layer two = AMD64.layers().get(1);
        Layer ours = RandomImage.of(9, 1).image().layers().get(0);
        List<Image> images = new ArrayList<>();
        for (List<Layer> layers :
                List.of(List.of(one, two, ours), List.of(two, one, ours), List.of(two, ours), List.of(ours, ours))) {
            images.add(Image.of(layers, AMD64.config(), Map.of()));
        }
        assertThat(Images.of(images, Map.of(), HOST).layers()).containsExactly(one, two, ours);
        assertThat(Images.of(images.subList(0, 3), Map.of(), HOST).layers()).containsExactly(one, two, ours);
        assertThat(Images.of(List.of(images.get(3), images.get(3)), Map.of(), HOST)
                        .layers())
                .containsExactly(ours);
    }
}
