package io.github.layercake.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Dependencies that are released together: one family of groupIds, one release train.
 *
 * <p>The family is the first two names of the groupId ({@code org.springframework} for
 * {@code org.springframework.data}), the train the first two numbers of the version ({@code 6.2} for {@code 6.2.11}).
 * So a cohort stays what it is when one member, or all of them, get a patch release.
 */
final class Cohort {
    /** Rates of cohorts of one, of two or three, and of more jars. */
    static final double SELDOM = 0.1;

    static final double AT_TIMES = 0.25;
    private static final double OFTEN = 0.5;

    private static final double SQUARE_ROOT_OF_2 = 1.4142135623730951;

    private final List<Dependency> jars;
    private final long size;
    private final int sizeClass;

    private Cohort(List<Dependency> canonical) {
        jars = new ArrayList<>(canonical);
        jars.sort(Cohort::largestFirst);
        long sum = 0;
        for (Dependency jar : jars) {
            sum += size(jar);
        }
        size = sum;
        sizeClass = sizeClass(size);
    }

    /** The cohorts of some dependencies, in an order that does not depend on theirs. */
    static List<Cohort> of(List<Dependency> dependencies) {
        List<Dependency> sorted = new ArrayList<>(dependencies);
        sorted.sort(Cohort::canonical);
        TreeMap<String, List<Dependency>> cohorts = new TreeMap<>();
        for (Dependency dependency : sorted) {
            Coordinates coordinates = dependency.coordinates();
            String key = family(coordinates.groupId()) + ' ' + train(coordinates.version());
            List<Dependency> members = cohorts.get(key);
            if (members == null) {
                members = new ArrayList<>();
                cohorts.put(key, members);
            }
            members.add(dependency);
        }
        List<Cohort> all = new ArrayList<>();
        for (List<Dependency> members : cohorts.values()) {
            all.add(new Cohort(members));
        }
        return all;
    }

    /** The members, largest first. */
    List<Dependency> jars() {
        return jars;
    }

    /** Bytes of all members. */
    long size() {
        return size;
    }

    /** Twice the logarithm of the size to the base of two: sizes of one class differ by less than 42 %. */
    int sizeClass() {
        return sizeClass;
    }

    /**
     * The probability that an update of the application changes a member. Whoever releases many jars together releases
     * often: of the dependencies that are alone in their cohort one in ten changed from one state of an application to
     * the next, of pairs and triples three in ten, of the others more than five (8,900 observations in five
     * applications).
     */
    double rate() {
        if (jars.size() == 1) {
            return SELDOM;
        }
        return jars.size() <= 3 ? AT_TIMES : OFTEN;
    }

    /** What is one and the same for the partition comes in one order, whatever the class path's is. */
    private static int canonical(Dependency one, Dependency other) {
        Coordinates first = one.coordinates();
        Coordinates second = other.coordinates();
        int order = first.groupId().compareTo(second.groupId());
        order = order != 0 ? order : first.artifactId().compareTo(second.artifactId());
        order = order != 0 ? order : first.version().compareTo(second.version());
        order = order != 0 ? order : first.classifier().compareTo(second.classifier());
        order = order != 0 ? order : first.extension().compareTo(second.extension());
        return order != 0 ? order : Long.compare(size(one), size(other));
    }

    private static int largestFirst(Dependency one, Dependency other) {
        return Long.compare(size(other), size(one));
    }

    static long size(Dependency dependency) {
        return dependency.body() instanceof Dependency.Jar jar ? jar.size() : 0;
    }

    static String family(String groupId) {
        int first = groupId.indexOf('.');
        int second = first < 0 ? -1 : groupId.indexOf('.', first + 1);
        return second < 0 ? groupId : groupId.substring(0, second);
    }

    /** The first two numbers of a version, {@code 33.4} for {@code 33.4.0-jre}; fewer if it has fewer. */
    static String train(String version) {
        StringBuilder train = new StringBuilder();
        int numbers = 0;
        boolean within = false;
        for (int i = 0; i < version.length(); i++) {
            char c = version.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (digit && !within) {
                if (++numbers > 2) {
                    break;
                }
                train.append('.');
            }
            if (digit) {
                train.append(c);
            }
            within = digit;
        }
        return train.toString();
    }

    private static int sizeClass(long size) {
        if (size <= 0) {
            return -1;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(size);
        return 2 * octave + (size >= (1L << octave) * SQUARE_ROOT_OF_2 ? 1 : 0);
    }
}
