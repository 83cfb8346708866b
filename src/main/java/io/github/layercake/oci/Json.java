package io.github.layercake.oci;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON as a tree: fields that we do not know survive, order and numbers stay as they were written, and nothing is bound
 * to a class by reflection.
 */
public final class Json {
    /** Only for reading: what writes needs far fewer classes, and many builds read nothing. */
    private static final class Parser {
        static final Gson STRICT =
                new GsonBuilder().setStrictness(Strictness.STRICT).create();
    }

    private Json() {}

    /**
     * Reads one object.
     *
     * @param origin for the error message: where the bytes come from
     * @throws ImageException if the bytes are not a JSON object
     */
    public static JsonObject parse(byte[] bytes, String origin) {
        if (element(bytes, origin) instanceof JsonObject object) {
            return object;
        }
        throw damaged(origin, "is not a JSON object");
    }

    /**
     * Reads one array.
     *
     * @param origin for the error message: where the bytes come from
     * @throws ImageException if the bytes are not a JSON array
     */
    public static JsonArray parseArray(byte[] bytes, String origin) {
        if (element(bytes, origin) instanceof JsonArray array) {
            return array;
        }
        throw damaged(origin, "is not a JSON array");
    }

    private static JsonElement element(byte[] bytes, String origin) {
        try {
            return Parser.STRICT.fromJson(new String(bytes, StandardCharsets.UTF_8), JsonElement.class);
        } catch (JsonParseException e) {
            throw damaged(origin, "is not JSON");
        }
    }

    /** The UTF-8 bytes without any white space: what goes into an image. */
    public static byte[] bytes(JsonElement element) {
        StringWriter text = new StringWriter();
        try {
            write(element, new JsonWriter(text));
        } catch (IOException e) {
            throw new UncheckedIOException("Nothing in memory fails", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonElement element, JsonWriter writer) throws IOException {
        if (element instanceof JsonObject object) {
            writer.beginObject();
            for (Map.Entry<String, JsonElement> field : object.entrySet()) {
                writer.name(field.getKey());
                write(field.getValue(), writer);
            }
            writer.endObject();
        } else if (element instanceof JsonArray array) {
            writer.beginArray();
            for (JsonElement value : array) {
                write(value, writer);
            }
            writer.endArray();
        } else if (element instanceof JsonPrimitive value && value.isString()) {
            writer.value(value.getAsString());
        } else if (element instanceof JsonPrimitive value && value.isBoolean()) {
            writer.value(value.getAsBoolean());
        } else if (element instanceof JsonPrimitive value) {
            writer.value(value.getAsNumber());
        } else {
            writer.nullValue();
        }
    }

    /** The text of a field; empty where it is missing, null or of another type. */
    public static Optional<String> text(JsonObject object, String field) {
        return object.get(field) instanceof JsonPrimitive value && value.isString()
                ? Optional.of(value.getAsString())
                : Optional.empty();
    }

    /** The object of a field; empty where it is missing, null or of another type. */
    public static Optional<JsonObject> object(JsonObject object, String field) {
        return object.get(field) instanceof JsonObject value ? Optional.of(value) : Optional.empty();
    }

    /** The elements of an array field; none where it is missing, null or of another type. */
    public static List<JsonElement> array(JsonObject object, String field) {
        return object.get(field) instanceof JsonArray value ? value.asList() : List.of();
    }

    /** The texts of an array field; other elements are left out. */
    public static List<String> texts(JsonObject object, String field) {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array(object, field)) {
            if (element instanceof JsonPrimitive value && value.isString()) {
                texts.add(value.getAsString());
            }
        }
        return texts;
    }

    /** The texts of an object field by name, in the order of the file; other values are left out. */
    public static Map<String, String> map(JsonObject object, String field) {
        Map<String, String> map = new LinkedHashMap<>();
        object(object, field)
                .ifPresent(value -> value.asMap().forEach((name, element) -> {
                    if (element instanceof JsonPrimitive text && text.isString()) {
                        map.put(name, text.getAsString());
                    }
                }));
        return map;
    }

    /** The whole, not negative number of a field. */
    static long number(JsonObject object, String field, String origin) {
        try {
            if (object.get(field) instanceof JsonPrimitive value && value.isNumber()) {
                long number = value.getAsBigDecimal().longValueExact();
                if (number >= 0) {
                    return number;
                }
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw damaged(origin, "has no whole number in '" + field + "'");
        }
        throw damaged(origin, "has no whole number in '" + field + "'");
    }

    static String requiredText(JsonObject object, String field, String origin) {
        return text(object, field).orElseThrow(() -> damaged(origin, "has no text in '" + field + "'"));
    }

    static Digest digest(String text, String origin) {
        try {
            return Digest.parse(text);
        } catch (ImageException e) {
            throw damaged(origin, "names a blob by '" + text + "', which is not a digest");
        }
    }

    static JsonArray array(Collection<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    static JsonObject object(Map<String, String> map) {
        JsonObject object = new JsonObject();
        map.forEach(object::addProperty);
        return object;
    }

    static ImageException damaged(String origin, String fault) {
        return new ImageException(
                origin + " " + fault + ".", "It is not an image, or it is damaged: fetch or build it again.");
    }
}
