import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dependencies of the application: what its POM says, and the files that Maven makes of it.
 *
 * @param pom the POM that has them
 * @param files one jar for each, in class path order
 */
record Jars(String pom, List<Path> files) {
    private static final String BUMPED = "com.fasterxml.jackson.core:jackson-databind:";
    private static final String BUMPED_TO = BUMPED + "2.19.4";

    /** The first {@code count} of {@code jars.txt}. */
    static Jars first(int count, Maven maven, Path scratch) throws IOException, InterruptedException {
        return resolve(coordinates(count), maven, scratch);
    }

    /** The same with another version of one of them. */
    static Jars firstWithOneBumped(int count, Maven maven, Path scratch) throws IOException, InterruptedException {
        List<String> bumped = coordinates(count).stream()
                .map(line -> line.startsWith(BUMPED) ? BUMPED_TO : line)
                .toList();
        return resolve(bumped, maven, scratch);
    }

    /** The one jar that {@code before} does not have. */
    Path bumpedSince(Jars before) {
        List<Path> added =
                files.stream().filter(file -> !before.files.contains(file)).toList();
        if (added.size() != 1) {
            throw new BenchException("expected one bumped jar, found " + added);
        }
        return added.get(0);
    }

    private static List<String> coordinates(int count) throws IOException {
        List<String> all = Files.readAllLines(Path.of(System.getProperty("bench.home"), "jars.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        if (count > all.size()) {
            throw new BenchException("jars.txt has " + all.size() + " jars, not " + count);
        }
        return all.subList(0, count);
    }

    private static Jars resolve(List<String> coordinates, Maven maven, Path scratch)
            throws IOException, InterruptedException {
        String pom = pom(coordinates);
        Path directory = Files.createTempDirectory(scratch, "resolve-");
        Path classPath = directory.resolve("class-path");
        Files.writeString(directory.resolve("pom.xml"), pom);
        maven.run(
                directory,
                List.of("dependency:build-classpath", "-DincludeScope=runtime", "-Dmdep.outputFile=" + classPath));
        List<Path> files = Arrays.stream(Files.readString(classPath).strip().split(":"))
                .map(Path::of)
                .toList();
        Trees.delete(directory);
        if (files.size() != coordinates.size()) {
            throw new BenchException(coordinates.size() + " dependencies resolved to " + files.size() + " jars");
        }
        return new Jars(pom, files);
    }

    private static String pom(List<String> coordinates) {
        String dependencies = coordinates.stream()
                .map(line -> line.split(":"))
                .map(DEPENDENCY::formatted)
                .collect(Collectors.joining());
        return POM.formatted(dependencies);
    }

    private static final String DEPENDENCY = """
                <dependency>
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                  <scope>runtime</scope>
                  <exclusions>
                    <exclusion>
                      <groupId>*</groupId>
                      <artifactId>*</artifactId>
                    </exclusion>
                  </exclusions>
                </dependency>
            """;

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example.shop</groupId>
              <artifactId>shop</artifactId>
              <version>1.0</version>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <maven.compiler.proc>none</maven.compiler.proc>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <dependencies>
            %s  </dependencies>
              <build>
                <pluginManagement>
                  <plugins>
                    <plugin>
                      <artifactId>maven-clean-plugin</artifactId>
                      <version>3.5.0</version>
                    </plugin>
                    <plugin>
                      <artifactId>maven-resources-plugin</artifactId>
                      <version>3.4.0</version>
                    </plugin>
                    <plugin>
                      <artifactId>maven-compiler-plugin</artifactId>
                      <version>3.14.1</version>
                    </plugin>
                    <plugin>
                      <artifactId>maven-dependency-plugin</artifactId>
                      <version>3.9.0</version>
                    </plugin>
                  </plugins>
                </pluginManagement>
              </build>
            </project>
            """;
}
