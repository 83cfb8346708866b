package io.github.layercake.report;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/** One line of a terminal that is written over and over, and is gone before anything else is printed. */
final class ProgressLine {
    /** A longer line would break, and could not be written over. */
    private static final int WIDTH = 79;

    private final PrintWriter terminal;
    private int shown;

    ProgressLine(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /** The line, if somebody sits at a terminal: neither input nor output is a file or a pipe. */
    @SuppressWarnings("SystemConsoleNull") // It is not the only question, see below.
    static Optional<ProgressLine> open() {
        Console console = System.console();
        return console == null || !isTerminal(console)
                ? Optional.empty()
                : Optional.of(new ProgressLine(console.writer()));
    }

    /** From Java 22 on there may be a console without a terminal, which only then can be asked. */
    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    void show(String text) {
        String line = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
        terminal.write("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        terminal.flush();
        shown = line.length();
    }

    void clear() {
        if (shown > 0) {
            terminal.write("\r" + " ".repeat(shown) + "\r");
            terminal.flush();
            shown = 0;
        }
    }
}
