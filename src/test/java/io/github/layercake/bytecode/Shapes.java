package io.github.layercake.bytecode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Every kind of lambda, method reference and record, and what they do. */
@SuppressWarnings({
    "UnnecessaryLambda",
    "FunctionalInterfaceMethodChanged",
    "ArrayRecordComponent",
    "EqualsNull",
    "ImmutableEnumChecker"
})
public final class Shapes {
    private static final UnaryOperator<String> IN_INITIALIZER = text -> text + "!";

    private final String name = "itself";

    /** One method, whose body is private, in an interface. */
    interface Greeter {
        String greet(String name);

        private String secret(String name) {
            return "hello " + name;
        }

        default Greeter louder() {
            Greeter quiet = this::secret;
            return who -> quiet.greet(who).toUpperCase(Locale.ROOT);
        }
    }

    /** Whose other method is the one that a {@link Greeter} implements. */
    interface Shouter {
        String shout(String name);

        default String greet(String name) {
            return shout(name) + "!";
        }
    }

    /** Whose method is called as {@link Greeter}'s. */
    interface Welcomer {
        String greet(String name);
    }

    /** Whose method is generic and returns nothing. */
    interface Sink<A extends CharSequence, B> {
        void take(A first, B second);
    }

    /** Many primitives, of both sizes. */
    interface Wide {
        double all(byte b, short s, char c, int i, long l, float f, double d, boolean z);
    }

    enum Colour {
        RED(value -> value + 1),
        BLUE(value -> value * 2);

        private final IntUnaryOperator operator;

        Colour(IntUnaryOperator operator) {
            this.operator = operator;
        }
    }

    record Empty() {}

    record Point(int x, int y) {}

    record Everything(
            boolean z,
            byte b,
            short s,
            char c,
            int i,
            long l,
            float f,
            double d,
            @Nullable String text,
            char @Nullable [] array,
            @Nullable Object any) {}

    record Own(String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Own own && own.text.equalsIgnoreCase(text);
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    record Generic<T extends Comparable<T>>(T value, List<? extends T> more) {}

    private static int twice(int value) {
        return 2 * value;
    }

    private String describe(Object what) {
        return name + " and " + what;
    }

    private static long count(Object... all) {
        return all.length;
    }

    /** What everything here answers, by name. */
    public static Map<String, String> answers() {
        Map<String, String> answers = new TreeMap<>();
        lambdas(answers);
        conversions(answers);
        records(answers);
        return answers;
    }

    private static void lambdas(Map<String, String> answers) {
        answers.put("initializer", IN_INITIALIZER.apply("a"));
        answers.put("enum", Colour.RED.operator.applyAsInt(3) + " " + Colour.BLUE.operator.applyAsInt(3));
        Greeter greeter = who -> "hi " + who;
        answers.put("private in interface", greeter.louder().greet("you"));
        Shouter shouter = String::toUpperCase;
        answers.put("default", shouter.greet("you"));
        Welcomer welcomer = who -> "welcome " + who;
        answers.put("same name", welcomer.greet("you"));
        Shapes shapes = new Shapes();
        Function<Object, String> bound = shapes::describe;
        answers.put("bound", bound.apply(1));
        BiFunction<Shapes, Object, String> unbound = Shapes::describe;
        answers.put("unbound", unbound.apply(shapes, 2));
        Function<Object, String> anyToString = Object::toString;
        answers.put("of a supertype", anyToString.apply(3));
        Supplier<List<String>> constructor = ArrayList::new;
        answers.put("constructor", constructor.get().toString());
        BiFunction<Integer, Integer, Point> record = Point::new;
        answers.put("record's constructor", record.apply(1, 2).toString());
        IntFunction<int[]> array = int[]::new;
        answers.put("array's constructor", Integer.toString(array.apply(5).length));
        Function<int[], Object> cloned = int[]::clone;
        answers.put("array's clone", Integer.toString(((int[]) cloned.apply(new int[4])).length));
        BiFunction<Object, Object, Long> varargs = Shapes::count;
        answers.put("varargs", varargs.apply(1, 2).toString());
        StringBuilder seen = new StringBuilder();
        Sink<String, Integer> sink = (first, second) -> seen.append(first).append(second);
        sink.take("s", 1);
        Consumer<String> ignoring = seen::append;
        ignoring.accept("t");
        Sink<String, Long> counting = Shapes::count;
        counting.take("u", 1L);
        answers.put("result not used", seen.toString());
        Function<Integer, Function<Integer, Supplier<Integer>>> nested = a -> b -> () -> a * b;
        answers.put("nested", nested.apply(6).apply(7).get().toString());
        Predicate<String> negated = Predicate.not(String::isEmpty);
        answers.put("negated", Boolean.toString(negated.test("")));
        answers.put(
                "local class",
                new Object() {
                    final Supplier<String> supplier = () -> getClass().isAnonymousClass() + "";
                }.supplier.get());
        byte b = 1;
        short s = 2;
        char c = 'c';
        long l = 1L << 40;
        float f = 1.5f;
        double d = 2.5;
        boolean z = true;
        Supplier<String> captures = () -> "" + b + s + c + l + f + d + z + shapes.name;
        answers.put("captures", captures.get());
        Wide wide = (b1, s1, c1, i1, l1, f1, d1, z1) -> b1 + s1 + c1 + i1 + l1 + f1 + d1 + (z1 ? 1 : 0) + l;
        answers.put("primitives", Double.toString(wide.all(b, s, c, 3, 4L, f, d, z)));
    }

    private static void conversions(Map<String, String> answers) {
        Function<Integer, Integer> unboxed = Shapes::twice;
        answers.put("unboxed and boxed", unboxed.apply(4).toString());
        ToIntFunction<Character> charToInt = Shapes::twice;
        answers.put("box to wider primitive", Integer.toString(charToInt.applyAsInt('a')));
        ToLongFunction<Integer> intToLong = Integer::intValue;
        answers.put("int to long", Long.toString(intToLong.applyAsLong(5)));
        IntToLongFunction widened = Shapes::twice;
        answers.put("int result to long", Long.toString(widened.applyAsLong(6)));
        ToDoubleFunction<Short> shortToDouble = Short::shortValue;
        answers.put("short to double", Double.toString(shortToDouble.applyAsDouble((short) 7)));
        DoubleSupplier longToDouble = new AtomicLong(8)::get;
        answers.put("long to double", Double.toString(longToDouble.getAsDouble()));
        Supplier<Float> byteToFloat = Byte.valueOf((byte) 9)::floatValue;
        answers.put("boxed float", byteToFloat.get().toString());
        LongSupplier unboxedLong = Long.valueOf(10)::longValue;
        answers.put("long", Long.toString(unboxedLong.getAsLong()));
        Supplier<Object> boxedToObject = "four"::length;
        answers.put("int to Object", boxedToObject.get().toString());
        Function<Byte, Integer> byteToInt = Byte::intValue;
        answers.put("byte to Integer", byteToInt.apply((byte) 11).toString());
        Predicate<Object> equal = "x"::equals;
        answers.put("boolean", equal.test("x") + " " + equal.test(1));
        Function<? super CharSequence, ? extends Comparable<?>> wildcard = CharSequence::length;
        answers.put("wildcard", wildcard.apply("abc").toString());
    }

    private static void records(Map<String, String> answers) {
        char[] array = {'a'};
        Everything one = new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "text", array, null);
        Everything same = new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "text", array, null);
        List<Object> all = List.of(
                one,
                same,
                new Everything(false, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "text", array, null),
                new Everything(true, (byte) 0, (short) 2, 'c', 3, 4L, 5f, 6d, "text", array, null),
                new Everything(true, (byte) 1, (short) 0, 'c', 3, 4L, 5f, 6d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'd', 3, 4L, 5f, 6d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 0, 4L, 5f, 6d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L << 32, 5f, 6d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, Float.NaN, 6d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, Float.NaN, 6d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, -0f, 6d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, 0f, 6d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, -0d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 0d, "text", array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, null, array, null),
                new Everything(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "text", array, "any"),
                new Empty(),
                new Empty(),
                new Point(1, 2),
                new Point(2, 1),
                new Own("a"),
                new Own("A"),
                new Generic<>("v", List.of("w")),
                "text");
        for (int i = 0; i < all.size(); i++) {
            StringBuilder equal = new StringBuilder();
            for (Object other : all) {
                equal.append(all.get(i).equals(other) ? '=' : '.');
            }
            answers.put(
                    "record " + i + " equals",
                    equal.append(all.get(i).equals(null)).toString());
            answers.put("record " + i + " text", all.get(i).toString().replaceAll("\\[C@\\w+", "array"));
        }
        answers.put("hash", new Point(3, 4).hashCode() + " " + new Empty().hashCode() + " " + new Own("").hashCode());
        answers.put("hashes", Boolean.toString(one.hashCode() == same.hashCode()));
        answers.put(
                "hash of all",
                Integer.toString(new Everything(true, (byte) 1, (short) 2, 'c', 3, 1L << 40, 5f, 6d, "t", null, "x")
                        .hashCode()));
    }
}
