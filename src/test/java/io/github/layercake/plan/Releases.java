package io.github.layercake.plan;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.layercake.io.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Dependencies without bytes. */
final class Releases {
    private static final Content NOTHING = Content.of(new byte[0]);
    private static final Path SERVICES = Path.of("src", "bench", "services");

    private Releases() {}

    static Dependency release(String coordinates, long size) {
        String[] parts = coordinates.split(":");
        return new Dependency(
                new Coordinates(parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : "", "jar"),
                Dependency.Origin.RELEASE,
                new Dependency.Jar(NOTHING, size));
    }

    static Dependency withVersion(Dependency dependency, String version, long size) {
        Coordinates old = dependency.coordinates();
        return release(old.groupId() + ":" + old.artifactId() + ":" + version + ":" + old.classifier(), size);
    }

    /** As applications have them: families of some jars with one version, and jars that are alone; few are large. */
    static List<Dependency> random(Random random, int count) {
        List<Dependency> all = new ArrayList<>();
        while (all.size() < count) {
            String group = "org.family" + random.nextInt(10_000);
            int members = random.nextInt(3) == 0 ? 1 + random.nextInt(12) : 1;
            String version = random.nextInt(9) + "." + random.nextInt(30) + "." + random.nextInt(20);
            for (int i = 0; i < members && all.size() < count; i++) {
                String sub = random.nextBoolean() ? group : group + ".sub" + random.nextInt(3);
                all.add(release(
                        sub + ":artifact" + all.size() + ":" + version, (long) Math.exp(8 + random.nextDouble() * 8)));
            }
        }
        return all;
    }

    /** Three services of one company, on one version of Spring Boot. */
    static List<List<Dependency>> services() throws IOException {
        return List.of(
                service("web-jpa-actuator-cache"), service("web-security-oauth2-jdbc"), service("web-redis-jpa-kafka"));
    }

    private static List<Dependency> service(String name) throws IOException {
        JsonArray artifacts = JsonParser.parseString(Files.readString(SERVICES.resolve(name + ".json")))
                .getAsJsonObject()
                .getAsJsonArray("states")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("artifacts");
        List<Dependency> dependencies = new ArrayList<>();
        for (JsonElement element : artifacts) {
            JsonArray artifact = element.getAsJsonArray();
            dependencies.add(release(
                    artifact.get(0).getAsString() + ":" + artifact.get(1).getAsString() + ":"
                            + artifact.get(2).getAsString() + ":"
                            + artifact.get(3).getAsString(),
                    artifact.get(4).getAsLong()));
        }
        return dependencies;
    }
}
