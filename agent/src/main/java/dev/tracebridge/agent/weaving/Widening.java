package dev.tracebridge.agent.weaving;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Conversions that lose nothing, as the compiler makes them for an argument (JLS 5.1.2), and casts of references.
 */
final class Widening {

    private Widening() {}

    /**
     * Converts the value on top of the stack.
     *
     * @throws WeavingException if the conversion would lose something or is none
     */
    static void convert(MethodVisitor code, Type source, Type target) {
        if (source.equals(target)) {
            return;
        }
        boolean references = source.getSort() >= Type.ARRAY && target.getSort() >= Type.ARRAY;
        if (references) {
            if (!target.getInternalName().equals("java/lang/Object")) {
                code.visitTypeInsn(Opcodes.CHECKCAST, target.getInternalName());
            }
            return;
        }
        int opcode = opcode(source.getSort(), target.getSort());
        if (opcode < 0) {
            throw new WeavingException(source.getClassName() + " cannot be widened to " + target.getClassName());
        }
        if (opcode != Opcodes.NOP) {
            code.visitInsn(opcode);
        }
    }

    private static int opcode(int source, int target) {
        return switch (source) {
            case Type.BYTE -> target == Type.SHORT || target == Type.INT ? Opcodes.NOP : fromInt(target);
            case Type.SHORT, Type.CHAR -> target == Type.INT ? Opcodes.NOP : fromInt(target);
            case Type.INT -> fromInt(target);
            case Type.LONG ->
                switch (target) {
                    case Type.FLOAT -> Opcodes.L2F;
                    case Type.DOUBLE -> Opcodes.L2D;
                    default -> -1;
                };
            case Type.FLOAT -> target == Type.DOUBLE ? Opcodes.F2D : -1;
            default -> -1;
        };
    }

    private static int fromInt(int target) {
        return switch (target) {
            case Type.LONG -> Opcodes.I2L;
            case Type.FLOAT -> Opcodes.I2F;
            case Type.DOUBLE -> Opcodes.I2D;
            default -> -1;
        };
    }
}
