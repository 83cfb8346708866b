package io.github.layercake;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may import which: a package looks down only, and what is not in its row is a failure. */
class PackageTableTest {

    private static final String ROOT = "io.github.layercake";
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final int FILE_LINES = 300;

    /** Package, and what it may import of ours. {@code *} is every package above it in this table. */
    private static final Map<String, Set<String>> OURS = table("""
            io          |
            oci         | io
            archive     | oci io
            registry    | oci io
            daemon      | archive oci io
            store       | oci io
            plan        | oci io
            project     | plan oci io
            runtime     | plan store oci io
            layer       | plan oci io
            cache       | layer plan store oci io
            base        | registry archive daemon store oci io
            destination | archive registry daemon oci io
            inspect     | archive oci io
            build       | *
            report      | build runtime cache store layer plan inspect oci io
            mojo        | *
            """);

    /** Whose classes, and the only packages that may import them. */
    private static final Map<String, Set<String>> THEIRS = table("""
            org.apache.commons  | io
            com.github.luben    | io
            org.apache.maven    | mojo
            org.codehaus.plexus | project mojo
            """);

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyPackageHasARow() {
        assertThat(CLASSES).isNotEmpty();
        assertThat(CLASSES.stream().map(PackageTableTest::shortName).collect(toSet()))
                .isSubsetOf(OURS.keySet());
    }

    @Test
    void aRowNamesOnlyPackagesAboveIt() {
        Set<String> above = new TreeSet<>();
        OURS.forEach((name, imports) -> {
            assertThat(above).as(name).containsAll(imports);
            above.add(name);
        });
    }

    @Test
    void aPackageImportsOnlyWhatItsRowNames() {
        assertThat(dependencies(it -> inside(it.getTargetClass(), ROOT))
                        .filter(it -> !shortName(it.getOriginClass()).equals(shortName(it.getTargetClass())))
                        .filter(it -> !OURS.getOrDefault(shortName(it.getOriginClass()), Set.of())
                                .contains(shortName(it.getTargetClass())))
                        .map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    void librariesAreImportedOnlyWhereTheyBelong() {
        THEIRS.forEach((library, importers) -> assertThat(dependencies(it -> inside(it.getTargetClass(), library))
                        .filter(it -> !importers.contains(shortName(it.getOriginClass())))
                        .map(Dependency::getDescription))
                .as("%s outside of %s", library, importers)
                .isEmpty());
    }

    @Test
    void noPackagesFormACycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noSourceFileIsTooLong() throws IOException {
        Map<Path, Integer> tooLong = new TreeMap<>();
        for (Path file : sources()) {
            int lines = Files.readAllLines(file).size();
            if (lines >= FILE_LINES) {
                tooLong.put(file, lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        assertThat(sources().stream().map(Path::getParent).distinct())
                .allSatisfy(directory -> assertThat(directory.resolve("package-info.java"))
                        .content()
                        .contains("@NullMarked"));
    }

    private static Stream<Dependency> dependencies(Predicate<Dependency> which) {
        return CLASSES.stream()
                .flatMap(it -> it.getDirectDependenciesFromSelf().stream())
                .filter(which);
    }

    private static boolean inside(JavaClass type, String packageName) {
        return (type.getPackageName() + ".").startsWith(packageName + ".");
    }

    private static String shortName(JavaClass type) {
        return type.getPackageName().replaceFirst("^" + ROOT + "\\.?", "");
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static Map<String, Set<String>> table(String rows) {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        rows.lines().map(row -> row.split("\\|", 2)).forEach(row -> {
            String imports = row[1].strip();
            Set<String> named = imports.isEmpty() ? Set.of() : Set.of(imports.split(" +"));
            table.put(row[0].strip(), named.equals(Set.of("*")) ? Set.copyOf(table.keySet()) : named);
        });
        return table;
    }
}
