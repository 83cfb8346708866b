package io.github.layercake.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a sequence of states of an application would have cost those who had the images before, by layering.
 *
 * <p>A layer is sent when exactly that content was never sent before, and its size is the sum of its jars'. The first
 * state is not counted: everybody has to fetch it.
 *
 * @param states how many there are
 * @param mostLayers of one state
 * @param oneLayer bytes sent if all dependencies are one layer
 * @param ours bytes sent with the layering
 * @param perJar bytes sent if each jar is a layer
 * @param chain bytes that Docker's classic store fetches with the layering: it knows a layer by all that lie below, too
 * @param meanChanged how many layers change, on average, if one dependency of one state gets its next version
 * @param mostChanged how many at most
 */
public record Replay(
        int states,
        int mostLayers,
        long oneLayer,
        long ours,
        long perJar,
        long chain,
        double meanChanged,
        int mostChanged) {

    /** What a layer is known by, not its name. */
    record Piece(Coordinates coordinates, long size) {}

    /** Replays {@code states}, each the releases of the application in the order of the class path. */
    public static Replay of(List<List<Dependency>> states, Layering layering, int baseLayers) {
        Set<Set<Piece>> layers = new HashSet<>();
        Set<Set<Piece>> wholes = new HashSet<>();
        Set<Piece> jars = new HashSet<>();
        Set<List<Set<Piece>>> chains = new HashSet<>();
        long oneLayer = 0;
        long ours = 0;
        long perJar = 0;
        long chain = 0;
        int mostLayers = 0;
        Changes changes = new Changes();
        for (int i = 0; i < states.size(); i++) {
            List<Set<Piece>> stack = stack(states.get(i), layering, baseLayers);
            Set<Piece> whole = pieces(states.get(i));
            mostLayers = Math.max(mostLayers, stack.size());
            long newLayers = 0;
            long newChain = 0;
            long newJars = 0;
            for (int j = 0; j < stack.size(); j++) {
                newLayers += layers.add(stack.get(j)) ? size(stack.get(j)) : 0;
                newChain += chains.add(List.copyOf(stack.subList(0, j + 1))) ? size(stack.get(j)) : 0;
            }
            for (Piece jar : whole) {
                newJars += jars.add(jar) ? jar.size() : 0;
            }
            boolean newWhole = wholes.add(whole);
            if (i > 0) {
                oneLayer += newWhole ? size(whole) : 0;
                ours += newLayers;
                perJar += newJars;
                chain += newChain;
            }
            changes.bumpEach(states.get(i), stack, layering, baseLayers);
        }
        return new Replay(states.size(), mostLayers, oneLayer, ours, perJar, chain, changes.mean(), changes.most);
    }

    /** The part of what a layer for each jar saves, compared with one layer for all, that the layering saves. */
    public double share() {
        return oneLayer == perJar ? 1 : (double) (oneLayer - ours) / (oneLayer - perJar);
    }

    /** How many times the bytes of a layer for each jar the layering sends. */
    public double ratio() {
        return perJar == 0 ? 1 : (double) ours / perJar;
    }

    /** Counts layers that a change of one dependency makes different. */
    private static final class Changes {
        private long sum;
        private long count;
        private int most;

        void bumpEach(List<Dependency> state, List<Set<Piece>> stack, Layering layering, int baseLayers) {
            Set<Set<Piece>> before = new HashSet<>(stack);
            for (int i = 0; i < state.size(); i++) {
                List<Dependency> bumped = new ArrayList<>(state);
                bumped.set(i, bumped(state.get(i)));
                int changed = 0;
                for (Set<Piece> layer : stack(bumped, layering, baseLayers)) {
                    changed += before.contains(layer) ? 0 : 1;
                }
                sum += changed;
                count++;
                most = Math.max(most, changed);
            }
        }

        double mean() {
            return count == 0 ? 0 : (double) sum / count;
        }
    }

    /** The last number of the version plus one. */
    private static Dependency bumped(Dependency dependency) {
        Coordinates old = dependency.coordinates();
        String version = old.version();
        int end = version.length();
        while (end > 0 && !Character.isDigit(version.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && Character.isDigit(version.charAt(start - 1)) && end - start < 9) {
            start--;
        }
        String next = start == end
                ? version + ".1"
                : version.substring(0, start)
                        + (Integer.parseInt(version.substring(start, end)) + 1)
                        + version.substring(end);
        return new Dependency(
                new Coordinates(old.groupId(), old.artifactId(), next, old.classifier(), old.extension()),
                dependency.origin(),
                dependency.body());
    }

    static List<Set<Piece>> stack(List<Dependency> state, Layering layering, int baseLayers) {
        List<Set<Piece>> stack = new ArrayList<>();
        for (Layering.DependencyLayer layer : layering.partition(state, baseLayers)) {
            stack.add(pieces(layer.dependencies()));
        }
        return stack;
    }

    static Set<Piece> pieces(List<Dependency> dependencies) {
        Set<Piece> pieces = new HashSet<>();
        for (Dependency dependency : dependencies) {
            pieces.add(new Piece(dependency.coordinates(), Cohort.size(dependency)));
        }
        return pieces;
    }

    static long size(Set<Piece> layer) {
        long size = 0;
        for (Piece piece : layer) {
            size += piece.size();
        }
        return size;
    }
}
