package dev.tracebridge.agent.weaving;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

/** What a class file says about the members that a binding may name. */
final class BoundClass extends ClassVisitor {

    private final List<BoundMethod> methods = new ArrayList<>();
    private final Map<String, String> fields = new HashMap<>();

    private BoundClass() {
        super(OpenedClassReader.ASM_API);
    }

    static BoundClass of(byte[] classFile) {
        BoundClass read = new BoundClass();
        OpenedClassReader.of(classFile).accept(read, ClassReader.SKIP_FRAMES);
        return read;
    }

    /** The methods of a name, bridges and the like left out. */
    List<BoundMethod> methods(String name) {
        List<BoundMethod> found = new ArrayList<>();
        for (BoundMethod method : methods) {
            if (method.name.equals(name) && (method.access & Opcodes.ACC_BRIDGE) == 0) {
                found.add(method);
            }
        }
        return found;
    }

    /** What a method without parameters returns, as a descriptor; null if there is none that returns something. */
    String returnType(String name) {
        for (BoundMethod method : methods(name)) {
            if (method.descriptor.startsWith("()") && !method.descriptor.endsWith(")V")) {
                return method.descriptor.substring(2);
            }
        }
        return null;
    }

    /** A field's descriptor, null if there is none. */
    String fieldType(String name) {
        return fields.get(name);
    }

    @Override
    public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
        fields.put(name, descriptor);
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        BoundMethod method = new BoundMethod(access, name, descriptor);
        methods.add(method);
        return method;
    }

    /** A method and, if the class file has them, its parameters' names: from {@code MethodParameters}, else from the debug information. */
    static final class BoundMethod extends MethodVisitor {

        private final int access;
        private final String name;
        private final String descriptor;
        private final List<String> declared = new ArrayList<>();
        private final Map<Integer, String> bySlot = new HashMap<>();

        BoundMethod(int access, String name, String descriptor) {
            super(OpenedClassReader.ASM_API);
            this.access = access;
            this.name = name;
            this.descriptor = descriptor;
        }

        String name() {
            return name;
        }

        String descriptor() {
            return descriptor;
        }

        boolean isStatic() {
            return (access & Opcodes.ACC_STATIC) != 0;
        }

        boolean hasCode() {
            return (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
        }

        Type[] parameters() {
            return Type.getArgumentTypes(descriptor);
        }

        /** The place of a parameter, -1 if none has the name. */
        int indexOf(String parameter) {
            return names().indexOf(parameter);
        }

        boolean hasNames() {
            return parameters().length == 0 || !names().isEmpty();
        }

        /** As many as there are parameters, or none. */
        private List<String> names() {
            Type[] types = parameters();
            if (declared.size() == types.length) {
                return declared;
            }
            List<String> names = new ArrayList<>();
            int slot = isStatic() ? 0 : 1;
            for (Type type : types) {
                String found = bySlot.get(slot);
                if (found == null) {
                    return List.of();
                }
                names.add(found);
                slot += type.getSize();
            }
            return names;
        }

        @Override
        public void visitParameter(String parameter, int flags) {
            declared.add(parameter == null ? "" : parameter);
        }

        @Override
        public void visitLocalVariable(
                String variable, String type, String signature, Label start, Label end, int slot) {
            // A slot is used again for a local variable only after the parameter.
            bySlot.putIfAbsent(slot, variable);
        }
    }
}
