package io.github.layercake.registry;

/** What a server says, made fit for a message. */
final class Text {
    private static final int MAX = 300;

    private Text() {}

    /** One line of at most 300 characters, without controls. */
    static String printable(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < MAX; i++) {
            char c = text.charAt(i);
            boolean space = c <= ' ' || Character.isISOControl(c);
            if (!space) {
                line.append(c);
            } else if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        }
        return line.toString().strip();
    }
}
