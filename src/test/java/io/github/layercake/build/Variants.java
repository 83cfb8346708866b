package io.github.layercake.build;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes copies of a value that differ from it in one place each, however deep: for records, collections and the like.
 */
final class Variants {
    private Variants() {}

    /**
     * A value that differs.
     *
     * @param path where, such as {@code runtime.user}
     * @param value the whole
     */
    record Variant(String path, Object value) {}

    static List<Variant> of(Object value) {
        List<Variant> variants = new ArrayList<>();
        if (value instanceof Record record) {
            addRecord(record, variants);
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(content -> {
                variants.add(new Variant("(empty)", Optional.empty()));
                of(content).forEach(inner -> variants.add(new Variant(inner.path(), Optional.of(inner.value()))));
            });
        } else if (value instanceof Map<?, ?> map) {
            addMap(map, variants);
        } else if (value instanceof SortedSet<?> set) {
            addCollection(set, variants, TreeSet::new);
        } else if (value instanceof List<?> list) {
            addCollection(list, variants, List::copyOf);
        } else {
            variants.add(new Variant("", other(value)));
        }
        return variants;
    }

    private static Object other(Object value) {
        if (value instanceof String text) {
            return other(text);
        } else if (value instanceof Integer number) {
            return number + 1;
        } else if (value instanceof Long number) {
            return number + 1;
        } else if (value instanceof Boolean flag) {
            return !flag;
        } else if (value instanceof Path path) {
            return path.resolve("x");
        } else if (value instanceof Instant instant) {
            return instant.plusNanos(1);
        } else if (value instanceof Duration duration) {
            return duration.plusNanos(1);
        } else if (value instanceof Enum<?> constant) {
            List<?> all = List.of(constant.getDeclaringClass().getEnumConstants());
            return all.get((all.indexOf(constant) + 1) % all.size());
        }
        throw new AssertionError("No variant of " + value.getClass());
    }

    /** Some records take only some texts; all of them take one digit more, or one less. */
    private static String other(String text) {
        return text + "1";
    }

    private static void addRecord(Record value, List<Variant> variants) {
        try {
            RecordComponent[] components = value.getClass().getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] arguments = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                Method accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                arguments[i] = accessor.invoke(value);
            }
            Constructor<?> constructor = value.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            for (int i = 0; i < components.length; i++) {
                for (Variant inner : of(arguments[i])) {
                    Object[] changed = arguments.clone();
                    changed[i] = inner.value();
                    String dot =
                            inner.path().isEmpty() || "[(".indexOf(inner.path().charAt(0)) >= 0 ? "" : ".";
                    variants.add(new Variant(
                            components[i].getName() + dot + inner.path(), constructor.newInstance(changed)));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(value.toString(), e);
        }
    }

    private static void addMap(Map<?, ?> map, List<Variant> variants) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            for (Object replaced : List.of(key, other(key))) {
                Map<Object, Object> changed = map instanceof SortedMap ? new TreeMap<>(map) : new LinkedHashMap<>(map);
                changed.remove(key);
                changed.put(replaced, replaced.equals(key) ? other(entry.getValue()) : entry.getValue());
                variants.add(new Variant("[" + key + " -> " + replaced + "]", changed));
            }
        }
    }

    private interface Copy {
        Object of(Collection<Object> elements);
    }

    private static void addCollection(Collection<?> elements, List<Variant> variants, Copy copy) {
        List<Object> all = new ArrayList<>(elements);
        for (int i = 0; i < all.size(); i++) {
            List<Object> without = new ArrayList<>(all);
            without.remove(i);
            variants.add(new Variant("[-" + i + "]", copy.of(without)));
            for (Variant inner : of(all.get(i))) {
                List<Object> changed = new ArrayList<>(all);
                changed.set(i, inner.value());
                variants.add(new Variant("[" + i + "]." + inner.path(), copy.of(changed)));
            }
        }
    }
}
