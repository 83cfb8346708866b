package io.github.layercake.report;

/** Sizes for people, in powers of ten as Docker prints them. */
final class Sizes {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private Sizes() {}

    static String of(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return oneDecimal(value) + " " + UNITS[unit];
    }

    /** As {@code %.1f} does it, which takes a cold JVM ten times as long as all the rest of a line. */
    static String oneDecimal(double value) {
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }
}
