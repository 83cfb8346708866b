package io.github.layercake.mojo;

import io.github.layercake.io.ImageException;
import io.github.layercake.plan.DependencyLayers;
import io.github.layercake.plan.LayerPattern;
import io.github.layercake.plan.LayerRule;
import io.github.layercake.plan.Layering;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Makes a layering of what the user wrote, or says what is wrong with it. */
final class LayersReader {
    private static final String OWN = "layers.layer";

    private final Parameters parameters;

    LayersReader(Parameters parameters) {
        this.parameters = parameters;
    }

    Layering read(@Nullable LayersParameter layers) {
        LayersParameter pom = layers == null ? new LayersParameter() : layers;
        Optional<String> maximum = parameters.text("layers.maximum", pom.maximum);
        String mode = parameters.text("layers.mode", pom.mode).orElse("partition");
        Layering layering = switch (mode.toLowerCase(Locale.ROOT)) {
            case "partition" ->
                new DependencyLayers(maximum.map(LayersReader::maximum).orElse(DependencyLayers.DEFAULT_MAXIMUM));
            case "single" -> Layering.single();
            default ->
                throw new ImageException(
                        "<mode> of <layers> is '" + mode + "', which we do not know.", "Use partition or single.");
        };
        return layering.with(rules(pom.own));
    }

    private static int maximum(String text) {
        try {
            int maximum = Integer.parseInt(text);
            if (maximum >= 1) {
                return maximum;
            }
        } catch (NumberFormatException e) {
            throw wrongMaximum(text);
        }
        throw wrongMaximum(text);
    }

    private static ImageException wrongMaximum(String text) {
        return new ImageException(
                "<maximum> of <layers> is '" + text + "', which is not a number from 1 on.",
                "Write how many layers of dependencies there may be, such as 24.");
    }

    /** Of one name, the one of the command line wins over the POM's, and that over a property's. */
    private List<LayerRule> rules(List<LayerParameter> pom) {
        Map<String, LayerRule> rules = new LinkedHashMap<>();
        for (LayerParameter layer : pom) {
            LayerRule rule = new LayerRule(
                    layer.name == null ? "" : layer.name.strip(),
                    LayerRule.Place.parse(layer.above == null ? "dependencies" : layer.above.strip()),
                    patterns(layer.includes),
                    patterns(layer.excludes));
            if (rules.put(rule.name(), rule) != null) {
                throw new ImageException(
                        "Two layers of <layers> have the name '" + rule.name() + "'.", "Give each its own name.");
            }
        }
        new Parameters(new Properties(), parameters.project())
                .map(OWN, null)
                .forEach((name, text) -> rules.putIfAbsent(name, onCommandLine(name, text)));
        new Parameters(parameters.user(), new Properties())
                .map(OWN, null)
                .forEach((name, text) -> rules.put(name, onCommandLine(name, text)));
        return new ArrayList<>(rules.values());
    }

    /** Patterns separated by commas, those of excludes with a {@code !} in front. */
    private static LayerRule onCommandLine(String name, String text) {
        List<LayerPattern> includes = new ArrayList<>();
        List<LayerPattern> excludes = new ArrayList<>();
        for (String part : Parameters.split(text)) {
            if (part.startsWith("!")) {
                excludes.add(new LayerPattern(part.substring(1).strip()));
            } else {
                includes.add(new LayerPattern(part));
            }
        }
        return new LayerRule(name, LayerRule.Place.DEPENDENCIES, includes, excludes);
    }

    private static List<LayerPattern> patterns(@Nullable List<? extends @Nullable String> texts) {
        List<LayerPattern> patterns = new ArrayList<>();
        if (texts != null) {
            for (@Nullable String text : texts) {
                patterns.add(new LayerPattern(text == null ? "" : text.strip()));
            }
        }
        return patterns;
    }
}
