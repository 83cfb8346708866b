package io.github.layercake.bytecode;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;

/**
 * The {@code equals}, {@code hashCode} or {@code toString} that the compiler leaves to
 * {@link java.lang.runtime.ObjectMethods}; the results are the same.
 *
 * @param name which of the three
 * @param type from the record, and what it is compared with, to the result
 * @param fields the record's, in order
 */
record RecordMethod(String name, String type, List<Handle> fields) {

    /**
     * From the arguments of {@code ObjectMethods.bootstrap}: the record, the names of its fields, and their getters.
     */
    static RecordMethod of(String name, String type, Object... arguments) {
        return new RecordMethod(
                name, type, Stream.of(arguments).skip(2).map(Handle.class::cast).toList());
    }

    /** The static method that does it. */
    Method method() {
        return new Method("record$" + name, type);
    }

    /** Adds {@link #method()} to the record. */
    void addTo(ClassVisitor writer) {
        int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
        MethodVisitor plain = writer.visitMethod(access, method().getName(), type, null, null);
        GeneratorAdapter code = new GeneratorAdapter(access, method(), plain);
        code.visitCode();
        switch (name) {
            case "equals" -> compare(code, plain);
            case "hashCode" -> hash(code);
            case "toString" -> print(code);
            default -> throw new IllegalStateException(name);
        }
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private Type itself() {
        return method().getArgumentTypes()[0];
    }

    private static void get(GeneratorAdapter code, Handle field) {
        code.getField(Type.getObjectType(field.getOwner()), field.getName(), Type.getType(field.getDesc()));
    }

    private void compare(GeneratorAdapter code, MethodVisitor plain) {
        Label different = code.newLabel();
        code.loadArg(1);
        code.instanceOf(itself());
        code.ifZCmp(GeneratorAdapter.EQ, different);
        for (Handle field : fields) {
            code.loadArg(0);
            get(code, field);
            code.loadArg(1);
            code.checkCast(itself());
            get(code, field);
            Type type = Type.getType(field.getDesc());
            switch (type.getSort()) {
                case Type.OBJECT, Type.ARRAY -> {
                    code.invokeStatic(Type.getType(Objects.class), Method.getMethod("boolean equals(Object, Object)"));
                    code.ifZCmp(GeneratorAdapter.EQ, different);
                }
                case Type.FLOAT, Type.DOUBLE -> {
                    code.invokeStatic(box(type), new Method("compare", Type.INT_TYPE, new Type[] {type, type}));
                    code.ifZCmp(GeneratorAdapter.NE, different);
                }
                default -> code.ifCmp(type, GeneratorAdapter.NE, different);
            }
        }
        code.push(true);
        code.returnValue();
        code.mark(different);
        // JVMS 4.7.4: at this place the variables are those of the method's beginning.
        plain.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.push(false);
        code.returnValue();
    }

    private void hash(GeneratorAdapter code) {
        code.push(0);
        for (Handle field : fields) {
            code.push(31);
            code.math(GeneratorAdapter.MUL, Type.INT_TYPE);
            code.loadArg(0);
            get(code, field);
            Type type = Type.getType(field.getDesc());
            if (type.getSort() >= Type.ARRAY) {
                code.invokeStatic(Type.getType(Objects.class), Method.getMethod("int hashCode(Object)"));
            } else {
                code.invokeStatic(box(type), new Method("hashCode", Type.INT_TYPE, new Type[] {type}));
            }
            code.math(GeneratorAdapter.ADD, Type.INT_TYPE);
        }
        code.returnValue();
    }

    private void print(GeneratorAdapter code) {
        Type builder = Type.getType(StringBuilder.class);
        code.newInstance(builder);
        code.dup();
        code.invokeConstructor(builder, Method.getMethod("void <init>()"));
        code.push(itself());
        code.invokeVirtual(Type.getType(Class.class), Method.getMethod("String getSimpleName()"));
        append(code, Type.getType(String.class));
        String before = "[";
        for (Handle field : fields) {
            code.push(before + field.getName() + "=");
            append(code, Type.getType(String.class));
            code.loadArg(0);
            get(code, field);
            append(code, Type.getType(field.getDesc()));
            before = ", ";
        }
        code.push(fields.isEmpty() ? "[]" : "]");
        append(code, Type.getType(String.class));
        code.invokeVirtual(builder, Method.getMethod("String toString()"));
        code.returnValue();
    }

    private static void append(GeneratorAdapter code, Type type) {
        Type as = switch (type.getSort()) {
            // An array of characters, too, is printed as an object.
            case Type.OBJECT, Type.ARRAY ->
                Type.getType(type.getClassName().equals("java.lang.String") ? String.class : Object.class);
            case Type.BYTE, Type.SHORT -> Type.INT_TYPE;
            default -> type;
        };
        Type builder = Type.getType(StringBuilder.class);
        code.invokeVirtual(builder, new Method("append", builder, new Type[] {as}));
    }

    private static Type box(Type primitive) {
        return switch (primitive.getSort()) {
            case Type.BOOLEAN -> Type.getType(Boolean.class);
            case Type.CHAR -> Type.getType(Character.class);
            case Type.BYTE -> Type.getType(Byte.class);
            case Type.SHORT -> Type.getType(Short.class);
            case Type.INT -> Type.getType(Integer.class);
            case Type.LONG -> Type.getType(Long.class);
            case Type.FLOAT -> Type.getType(Float.class);
            default -> Type.getType(Double.class);
        };
    }
}
