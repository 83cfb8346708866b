package io.github.layercake.bytecode;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;
import org.objectweb.asm.commons.TableSwitchGenerator;

/**
 * The class of several lambdas of one class: each instance is one of them and knows which. Loading a class costs more
 * than a switch.
 */
final class LambdaClass {
    private static final Type OBJECT = Type.getType(Object.class);
    private static final String WHICH = "which";

    private final String name;
    private final Type type;
    private final List<Lambda> lambdas = new ArrayList<>();
    private final Map<String, java.lang.reflect.Method> methods = new HashMap<>();

    LambdaClass(String name) {
        this.name = name;
        this.type = Type.getObjectType(name);
    }

    /** Its internal name. */
    String name() {
        return name;
    }

    /**
     * Adds a lambda, unless its interface means another thing by the same method as that of another one.
     *
     * @return whether it was added
     */
    boolean add(Lambda lambda) {
        Map<String, java.lang.reflect.Method> more = new HashMap<>();
        for (java.lang.reflect.Method method : methodsOf(lambda.implemented())) {
            String signature = method.getName() + Type.getMethodDescriptor(method);
            java.lang.reflect.Method known = methods.get(signature);
            if (known != null && !known.equals(method) && !(isAbstract(known) && isAbstract(method))) {
                return false;
            }
            more.put(signature, method);
        }
        methods.putAll(more);
        lambdas.add(lambda);
        return true;
    }

    private static boolean isAbstract(java.lang.reflect.Method method) {
        return Modifier.isAbstract(method.getModifiers());
    }

    private static List<java.lang.reflect.Method> methodsOf(String implemented) {
        List<java.lang.reflect.Method> methods = new ArrayList<>();
        try {
            Class<?> type = Class.forName(implemented.replace('/', '.'), false, LambdaClass.class.getClassLoader());
            for (java.lang.reflect.Method method : type.getMethods()) {
                if (!Modifier.isStatic(method.getModifiers())) {
                    methods.add(method);
                }
            }
            return methods;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The interface of a lambda is not on the class path", e);
        }
    }

    /** The static method that takes what the lambda added last captures and returns the instance. */
    Method factory() {
        return factory(lambdas.size() - 1);
    }

    private Method factory(int which) {
        return new Method("make" + which, lambdas.get(which).factoryType());
    }

    /** The class file, in that nest. */
    byte[] toClass(int version, String nestHost) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        Set<String> interfaces = new LinkedHashSet<>();
        Map<Method, List<Integer>> implementing = new LinkedHashMap<>();
        for (int which = 0; which < lambdas.size(); which++) {
            Lambda lambda = lambdas.get(which);
            interfaces.add(lambda.implemented());
            implementing
                    .computeIfAbsent(lambda.signature(), signature -> new ArrayList<>())
                    .add(which);
        }
        writer.visit(
                version,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                name,
                null,
                OBJECT.getInternalName(),
                interfaces.toArray(String[]::new));
        writer.visitNestHost(nestHost);
        addField(writer, WHICH, Type.INT_TYPE);
        Set<String> fields = new HashSet<>();
        Set<Method> constructors = new HashSet<>();
        for (int which = 0; which < lambdas.size(); which++) {
            List<Field> kept = fields(which);
            for (Field field : kept) {
                if (fields.add(field.name())) {
                    addField(writer, field.name(), field.type());
                }
            }
            if (constructors.add(constructor(kept))) {
                addConstructor(writer, kept);
            }
            addFactory(writer, which);
        }
        implementing.forEach((method, all) -> addMethod(writer, method, all));
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** What keeps something that was captured: anything that is not primitive is an object there. */
    private record Field(String name, Type type) {}

    private List<Field> fields(int which) {
        Map<Type, Integer> used = new HashMap<>();
        List<Field> fields = new ArrayList<>();
        for (Type captured : lambdas.get(which).captured()) {
            Type kept = Lambda.isPrimitive(captured) ? captured : OBJECT;
            int number = used.merge(kept, 1, Integer::sum);
            fields.add(new Field((Lambda.isPrimitive(kept) ? kept.getDescriptor() : "L") + number, kept));
        }
        return fields;
    }

    private static void addField(ClassVisitor writer, String name, Type type) {
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, name, type.getDescriptor(), null, null);
    }

    private static Method constructor(List<Field> kept) {
        List<Type> taken = new ArrayList<>(List.of(Type.INT_TYPE));
        kept.forEach(field -> taken.add(field.type()));
        return new Method("<init>", Type.VOID_TYPE, taken.toArray(Type[]::new));
    }

    private void addConstructor(ClassVisitor writer, List<Field> kept) {
        GeneratorAdapter code = new GeneratorAdapter(Opcodes.ACC_PRIVATE, constructor(kept), null, null, writer);
        code.loadThis();
        code.invokeConstructor(OBJECT, new Method("<init>", "()V"));
        code.loadThis();
        code.loadArg(0);
        code.putField(type, WHICH, Type.INT_TYPE);
        for (int i = 0; i < kept.size(); i++) {
            code.loadThis();
            code.loadArg(i + 1);
            code.putField(type, kept.get(i).name(), kept.get(i).type());
        }
        code.returnValue();
        code.endMethod();
    }

    private void addFactory(ClassVisitor writer, int which) {
        GeneratorAdapter code = new GeneratorAdapter(Opcodes.ACC_STATIC, factory(which), null, null, writer);
        code.newInstance(type);
        code.dup();
        code.push(which);
        code.loadArgs();
        code.invokeConstructor(type, constructor(fields(which)));
        code.returnValue();
        code.endMethod();
    }

    private void addMethod(ClassVisitor writer, Method method, List<Integer> all) {
        GeneratorAdapter code = new GeneratorAdapter(Opcodes.ACC_PUBLIC, method, null, null, writer);
        if (all.size() > 1) {
            code.loadThis();
            code.getField(type, WHICH, Type.INT_TYPE);
            // The last one needs no question.
            int[] asked = all.subList(0, all.size() - 1).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            code.tableSwitch(asked, new TableSwitchGenerator() {
                @Override
                public void generateCase(int which, Label end) {
                    addCase(code, which);
                }

                @Override
                public void generateDefault() {
                    addCase(code, all.get(all.size() - 1));
                }
            });
        } else {
            addCase(code, all.get(0));
        }
        code.endMethod();
    }

    private void addCase(GeneratorAdapter code, int which) {
        Lambda lambda = lambdas.get(which);
        List<Field> kept = fields(which);
        lambda.addTo(code, i -> {
            code.loadThis();
            code.getField(type, kept.get(i).name(), kept.get(i).type());
            if (kept.get(i).type().equals(OBJECT)) {
                code.checkCast(lambda.captured()[i]);
            }
        });
    }
}
