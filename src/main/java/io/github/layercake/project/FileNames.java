package io.github.layercake.project;

import io.github.layercake.io.ImageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The names of files as they are on disk, whatever the locale of the JVM.
 *
 * <p>A file name on Unix is bytes. Under {@code LC_ALL=C} the JVM decodes them as ASCII and loses the rest, though its
 * {@link Path} still holds them; the one way to see them is the path's URI, which escapes each byte.
 */
final class FileNames {
    private static final Path ROOT = Path.of("/");

    private FileNames() {}

    /**
     * The path, with {@code /} between names.
     *
     * @throws ImageException if the bytes are not UTF-8, which a tar entry must be
     */
    static String of(Path path) {
        String text = path.toString();
        String separator = path.getFileSystem().getSeparator();
        if (!separator.equals("/")) {
            return text.replace(separator, "/");
        }
        if (isAscii(text)) {
            return text;
        }
        String decoded = decode(ROOT.resolve(path).toUri().getRawPath(), path);
        int start = path.isAbsolute() ? 0 : 1;
        int end = decoded.endsWith("/") && decoded.length() > 1 ? decoded.length() - 1 : decoded.length();
        return decoded.substring(start, end);
    }

    /**
     * The last name of a path.
     *
     * @throws ImageException if its bytes are not UTF-8
     */
    static String last(Path path) {
        String text = path.toString();
        String name = text.substring(text.lastIndexOf(path.getFileSystem().getSeparator()) + 1);
        // To ask the path for its name has it look for all names.
        return isAscii(name) ? name : of(path.getFileName());
    }

    private static String decode(String uri, Path path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length());
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) == '%') {
                bytes.write(Integer.parseInt(uri.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(uri.charAt(i));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ImageException(
                    "The name of the file '" + path + "' is not UTF-8.", "Rename the file or remove it.");
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }
}
