import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Java sources and resources of a made-up application. A class depends on its number and revision only; compiled, it is
 * one file of 2 to 7 KB with the usual mix of fields, accessors, strings, lambdas, a switch and string concatenation.
 */
final class Sources {
    private static final int CLASSES_PER_PACKAGE = 20;
    private static final String[] NOUNS = {
        "account",
        "address",
        "amount",
        "basket",
        "batch",
        "branch",
        "budget",
        "carrier",
        "category",
        "channel",
        "country",
        "coupon",
        "currency",
        "customer",
        "delivery",
        "discount",
        "document",
        "employee",
        "invoice",
        "item",
        "journal",
        "ledger",
        "location",
        "margin",
        "order",
        "owner",
        "package",
        "parcel",
        "partner",
        "payment",
        "period",
        "price",
        "product",
        "profile",
        "quota",
        "refund",
        "region",
        "report",
        "return",
        "route",
        "schedule",
        "shipment",
        "stock",
        "supplier",
        "tariff",
        "tax",
        "ticket",
        "voucher",
        "warehouse",
        "warranty"
    };
    private static final String[] TYPES = {
        "String", "long", "int", "boolean", "java.math.BigDecimal", "java.time.Instant"
    };
    private static final String[] TRAITS = {
        "active",
        "archived",
        "billed",
        "blocked",
        "cheapest",
        "closed",
        "current",
        "default",
        "draft",
        "external",
        "final",
        "foreign",
        "gross",
        "hidden",
        "initial",
        "internal",
        "latest",
        "local",
        "manual",
        "net",
        "open",
        "paid",
        "pending",
        "primary",
        "public",
        "shared",
        "signed",
        "total",
        "urgent",
        "verified"
    };

    private Sources() {}

    /**
     * Writes {@code classes} classes below {@code src/main/java}, one of them with a main method, and some resources.
     */
    static void write(Path project, int classes) throws IOException {
        for (int number = 0; number < classes; number++) {
            writeClass(project, number, 0);
        }
        for (int number = 0; number < 20; number++) {
            writeTemplate(project, number);
        }
    }

    /** Writes class {@code number} and returns the file; another revision differs in one constant. */
    static Path writeClass(Path project, int number, int revision) throws IOException {
        Path file = project.resolve("src/main/java").resolve(className(number).replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, source(number, revision));
    }

    /** The fully qualified name of class {@code number}. */
    static String className(int number) {
        int module = number / CLASSES_PER_PACKAGE;
        String noun = NOUNS[module % NOUNS.length];
        String word = noun.equals("package") || noun.equals("return") ? noun + "s" : noun;
        return "com.example.shop." + word + module / NOUNS.length + "." + capital(NOUNS[number * 7 % NOUNS.length])
                + number;
    }

    private static String source(int number, int revision) {
        Random random = new Random(number);
        String name = className(number);
        String type = name.substring(name.lastIndexOf('.') + 1);
        List<String[]> fields = new ArrayList<>();
        int count = 1 + random.nextInt(9);
        for (int i = 0; i < count; i++) {
            String trait = TRAITS[random.nextInt(TRAITS.length)];
            String field = trait + capital(NOUNS[random.nextInt(NOUNS.length)]) + i;
            fields.add(new String[] {TYPES[random.nextInt(TYPES.length)], field});
        }
        StringBuilder out = new StringBuilder();
        out.append("package %s;%n%n".formatted(name.substring(0, name.lastIndexOf('.'))));
        out.append("public final class %s implements Comparable<%s> {%n".formatted(type, type));
        out.append("    private static final String REVISION = \"%s r%d\";%n".formatted(type, revision));
        for (String[] field : fields) {
            out.append("    private %s %s;%n".formatted(field[0], field[1]));
        }
        for (String[] field : fields) {
            out.append(accessors(type, field[0], field[1], random));
        }
        out.append(methods(type, fields));
        if (random.nextInt(3) == 0) {
            out.append(lookup(type, fields));
        }
        if (number == 0) {
            out.append(
                    "    public static void main(String[] args) { System.out.println(new %s()); }%n".formatted(type));
        }
        return out.append("}\n").toString();
    }

    private static String accessors(String type, String fieldType, String field, Random random) {
        String check = fieldType.equals("String")
                ? "if (%s == null || %s.length() > %d) throw new IllegalArgumentException(\"%s: at most %d characters\");"
                        .formatted(field, field, random.nextInt(1000), field, random.nextInt(1000))
                : "";
        return """
                    public %1$s get%2$s() { return %3$s; }
                    public %4$s with%2$s(%1$s %3$s) { %5$s this.%3$s = %3$s; return this; }
                """.formatted(fieldType, capital(field), field, type, check);
    }

    private static String methods(String type, List<String[]> fields) {
        StringBuilder text = new StringBuilder("REVISION");
        for (String[] field : fields) {
            text.append(" + \", %s=\" + %s".formatted(field[1], field[1]));
        }
        return """
                    @Override public int compareTo(%1$s other) { return toString().compareTo(other.toString()); }
                    @Override public boolean equals(Object o) { return o instanceof %1$s && toString().equals(o.toString()); }
                    @Override public int hashCode() { return toString().hashCode(); }
                    @Override public String toString() { return %2$s; }
                """.formatted(type, text);
    }

    private static String lookup(String type, List<String[]> fields) {
        StringBuilder cases = new StringBuilder();
        for (String[] field : fields) {
            cases.append("            case \"%s\": return %s;%n".formatted(field[1], field[1]));
        }
        return """
                    public Object value(String name) {
                        switch (name) {
                %2$s            default: throw new IllegalArgumentException("%1$s has no " + name);
                        }
                    }
                    public static java.util.Map<Object, java.util.List<%1$s>> by(String name, java.util.List<%1$s> all) {
                        return all.stream().filter(one -> one.value(name) != null).sorted()
                            .collect(java.util.stream.Collectors.groupingBy(one -> one.value(name)));
                    }
                """.formatted(type, cases);
    }

    private static void writeTemplate(Path project, int number) throws IOException {
        StringBuilder out = new StringBuilder("<!doctype html>\n<html><head><title>Shop</title></head><body><table>\n");
        Random random = new Random(number);
        for (int row = 0; row < 60; row++) {
            String noun = NOUNS[random.nextInt(NOUNS.length)];
            out.append(
                    "<tr id=\"r%d\"><th>%s</th><td th:text=\"${%s}\"></td></tr>%n".formatted(row, capital(noun), noun));
        }
        Path file = project.resolve("src/main/resources/templates/page%02d.html".formatted(number));
        Files.createDirectories(file.getParent());
        Files.writeString(file, out.append("</table></body></html>\n"));
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
