package io.github.layercake.bytecode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;

/**
 * One lambda or method reference, as the arguments of {@code LambdaMetafactory.metafactory} describe it.
 *
 * @param method name of the interface's only abstract method
 * @param factoryType from what is captured to the interface
 * @param erased the type of that method in the interface
 * @param body what to call, with what is captured before the arguments
 * @param actual the type of the method where it is used: the arguments are of these types
 */
record Lambda(String method, String factoryType, Type erased, Handle body, Type actual) {
    /** From the arguments of {@code LambdaMetafactory.metafactory}. */
    static Lambda of(String method, String factoryType, Object... arguments) {
        return new Lambda(method, factoryType, (Type) arguments[0], (Handle) arguments[1], (Type) arguments[2]);
    }

    /** Internal name of the interface that it implements. */
    String implemented() {
        return Type.getReturnType(factoryType).getInternalName();
    }

    /** The method that it implements. */
    Method signature() {
        return new Method(method, erased.getDescriptor());
    }

    /** What its body takes besides the arguments. */
    Type[] captured() {
        return Type.getArgumentTypes(factoryType);
    }

    /**
     * Calls the body and returns what it returns.
     *
     * @param code of a method of {@link #signature()}
     * @param pushCaptured puts what was captured on the stack, by its number in {@link #captured()}
     */
    void addTo(GeneratorAdapter code, IntConsumer pushCaptured) {
        Type owner = Type.getObjectType(body.getOwner());
        boolean constructs = body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        if (constructs) {
            code.newInstance(owner);
            code.dup();
        }
        List<Type> wanted = new ArrayList<>();
        if (!constructs && body.getTag() != Opcodes.H_INVOKESTATIC) {
            wanted.add(owner);
        }
        wanted.addAll(List.of(Type.getArgumentTypes(body.getDesc())));
        int next = 0;
        for (int i = 0; i < captured().length; i++) {
            pushCaptured.accept(i);
            convert(code, captured()[i], wanted.get(next++));
        }
        for (int i = 0; i < erased.getArgumentTypes().length; i++) {
            code.loadArg(i);
            convert(code, erased.getArgumentTypes()[i], actual.getArgumentTypes()[i]);
            convert(code, actual.getArgumentTypes()[i], wanted.get(next++));
        }
        code.visitMethodInsn(instruction(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
        returnResult(code, constructs ? owner : Type.getReturnType(body.getDesc()));
    }

    /** In a nest, private methods are called like others (JVMS 6.5, invokevirtual and invokeinterface). */
    private int instruction() {
        return switch (body.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
            default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        };
    }

    private void returnResult(GeneratorAdapter code, Type result) {
        if (!erased.getReturnType().equals(Type.VOID_TYPE)) {
            convert(code, result, actual.getReturnType());
            convert(code, actual.getReturnType(), erased.getReturnType());
        } else if (result.getSize() == 2) {
            code.pop2();
        } else if (result.getSize() == 1) {
            code.pop();
        }
        code.returnValue();
    }

    /** The conversions that {@code LambdaMetafactory} allows: casts, boxing, unboxing, and wider primitives. */
    private static void convert(GeneratorAdapter code, Type from, Type to) {
        if (from.equals(to)) {
            return;
        }
        if (isPrimitive(from) && isPrimitive(to)) {
            code.cast(from, to);
        } else if (isPrimitive(from)) {
            code.valueOf(from);
        } else if (isPrimitive(to)) {
            Type inside = primitive(from, to);
            code.unbox(inside);
            if (!inside.equals(to)) {
                code.cast(inside, to);
            }
        } else {
            code.checkCast(to);
        }
    }

    static boolean isPrimitive(Type type) {
        return type.getSort() < Type.ARRAY;
    }

    /** What is in a box; where its type does not tell, it is what is wanted. */
    private static Type primitive(Type box, Type wanted) {
        return switch (box.getClassName()) {
            case "java.lang.Byte" -> Type.BYTE_TYPE;
            case "java.lang.Short" -> Type.SHORT_TYPE;
            case "java.lang.Character" -> Type.CHAR_TYPE;
            case "java.lang.Integer" -> Type.INT_TYPE;
            case "java.lang.Long" -> Type.LONG_TYPE;
            case "java.lang.Float" -> Type.FLOAT_TYPE;
            default -> wanted;
        };
    }
}
