package dev.tracebridge.agent.weaving;

import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Writes the byte code that puts the arguments of a tracepoint on the stack.
 */
final class ArgumentLoader {

    private final TypeDescription owner;
    private final MethodDescription method;
    private final Advice.ArgumentHandler handler;

    ArgumentLoader(TypeDescription owner, MethodDescription method, Advice.ArgumentHandler handler) {
        this.owner = owner;
        this.method = method;
        this.handler = handler;
    }

    /**
     * Loads the arguments in order.
     *
     * @return how many stack slots they take, room to load each included
     */
    int load(MethodVisitor code, List<BoundArgument> arguments) {
        int size = 0;
        for (BoundArgument argument : arguments) {
            Type target = Type.getType(argument.type());
            Type source = load(code, argument);
            Widening.convert(code, source, target);
            size += Math.max(source.getSize(), target.getSize());
        }
        return size;
    }

    private Type load(MethodVisitor code, BoundArgument argument) {
        if (argument instanceof BoundArgument.Parameter parameter) {
            return loadParameter(code, parameter.index());
        }
        if (argument instanceof BoundArgument.Call call) {
            return loadCall(code, call);
        }
        if (argument instanceof BoundArgument.Field field) {
            return loadField(code, field);
        }
        if (argument instanceof BoundArgument.Receiver) {
            loadReceiver(code, "this");
            return Type.getType(Object.class);
        }
        Type type = Type.getReturnType(method.getDescriptor());
        if (type.getSort() == Type.VOID) {
            throw new WeavingException("the method returns nothing, but the return value is an argument");
        }
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), handler.returned());
        return type;
    }

    private Type loadParameter(MethodVisitor code, int index) {
        Type[] types = Type.getArgumentTypes(method.getDescriptor());
        int offset = method.isStatic() ? 0 : 1;
        for (int i = 0; i < index; i++) {
            offset += types[i].getSize();
        }
        code.visitVarInsn(types[index].getOpcode(Opcodes.ILOAD), handler.argument(offset));
        return types[index];
    }

    private Type loadCall(MethodVisitor code, BoundArgument.Call call) {
        String descriptor = "()" + call.returnType();
        for (MethodDescription.InDefinedShape candidate : owner.getDeclaredMethods()) {
            if (candidate.getInternalName().equals(call.method())
                    && candidate.getDescriptor().equals(descriptor)) {
                int opcode = Opcodes.INVOKESTATIC;
                if (!candidate.isStatic()) {
                    loadReceiver(code, call.method());
                    opcode = instanceCall(candidate);
                }
                code.visitMethodInsn(opcode, owner.getInternalName(), call.method(), descriptor, owner.isInterface());
                return Type.getType(call.returnType());
            }
        }
        throw new WeavingException("the class has no method " + call.method() + descriptor);
    }

    private int instanceCall(MethodDescription candidate) {
        if (candidate.isPrivate()) {
            return Opcodes.INVOKESPECIAL;
        }
        return owner.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
    }

    private Type loadField(MethodVisitor code, BoundArgument.Field field) {
        for (FieldDescription.InDefinedShape candidate : owner.getDeclaredFields()) {
            if (candidate.getInternalName().equals(field.field())
                    && candidate.getDescriptor().equals(field.fieldType())) {
                int opcode = Opcodes.GETSTATIC;
                if (!candidate.isStatic()) {
                    loadReceiver(code, field.field());
                    opcode = Opcodes.GETFIELD;
                }
                code.visitFieldInsn(opcode, owner.getInternalName(), field.field(), field.fieldType());
                return Type.getType(field.fieldType());
            }
        }
        throw new WeavingException("the class has no field " + field.field() + " of type " + field.fieldType());
    }

    private void loadReceiver(MethodVisitor code, String member) {
        if (method.isStatic()) {
            throw new WeavingException("a static method has no receiver to read " + member + " from");
        }
        code.visitVarInsn(Opcodes.ALOAD, handler.argument(Advice.ArgumentHandler.THIS_REFERENCE));
    }
}
