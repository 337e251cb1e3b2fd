package dev.tracebridge.agent.weaving;

import java.util.Map;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Turns the {@link EventCall} parameters of a template into static calls of the event class, with arguments of their own types, so that nothing is
 * boxed and the byte code is what one would have written by hand.
 */
final class CallMapping implements Advice.OffsetMapping {

    /** Which call. */
    enum Call {
        ENABLED,
        EMIT,
        BEGIN,
        END,
        FAIL
    }

    private final Call call;
    private final Map<String, TracepointMethod> methods;

    /**
     * Makes the mapping for one kind of call in one class.
     *
     * @param methods the methods to weave by {@link TracepointMethod#key()}
     */
    CallMapping(Call call, Map<String, TracepointMethod> methods) {
        this.call = call;
        this.methods = methods;
    }

    @Override
    public Target resolve(
            TypeDescription type,
            MethodDescription method,
            Assigner assigner,
            Advice.ArgumentHandler handler,
            Sort sort) {
        TracepointMethod tracepoint = methods.get(method.getInternalName() + method.getDescriptor());
        if (tracepoint == null) {
            throw new WeavingException("no tracepoint is known for " + method);
        }
        ArgumentLoader loader = new ArgumentLoader(type, method, handler);
        return new CallTarget(
                switch (call) {
                    case ENABLED -> code -> invoke(code, tracepoint, "enabled", "()Z", 0, 1);
                    case EMIT -> code -> emit(code, tracepoint, loader);
                    case BEGIN -> code -> begin(code, tracepoint, loader);
                    case END -> code -> end(code, tracepoint, loader, handler);
                    case FAIL -> code -> fail(code, tracepoint, handler);
                });
    }

    private static StackManipulation.Size emit(MethodVisitor code, TracepointMethod tracepoint, ArgumentLoader loader) {
        code.visitInsn(Opcodes.POP);
        int size = loader.load(code, tracepoint.arguments());
        invoke(code, tracepoint, "emit", '(' + types(tracepoint.arguments()) + ")V", size, 0);
        return new StackManipulation.Size(-1, size);
    }

    private static StackManipulation.Size begin(
            MethodVisitor code, TracepointMethod tracepoint, ArgumentLoader loader) {
        int size = loader.load(code, tracepoint.arguments());
        String event = 'L' + tracepoint.eventClass() + ';';
        return invoke(code, tracepoint, "start", '(' + types(tracepoint.arguments()) + ')' + event, size, 1);
    }

    private static StackManipulation.Size end(
            MethodVisitor code, TracepointMethod tracepoint, ArgumentLoader loader, Advice.ArgumentHandler handler) {
        code.visitInsn(Opcodes.POP);
        loadEvent(code, tracepoint, handler);
        int size = 1 + loader.load(code, tracepoint.endArguments());
        String event = 'L' + tracepoint.eventClass() + ';';
        invoke(code, tracepoint, "end", '(' + event + types(tracepoint.endArguments()) + ")V", size, 0);
        return new StackManipulation.Size(-1, size);
    }

    private static StackManipulation.Size fail(
            MethodVisitor code, TracepointMethod tracepoint, Advice.ArgumentHandler handler) {
        loadEvent(code, tracepoint, handler);
        code.visitInsn(Opcodes.SWAP);
        invoke(code, tracepoint, "fail", "(L" + tracepoint.eventClass() + ";Ljava/lang/Throwable;)V", 2, 0);
        return new StackManipulation.Size(-1, 1);
    }

    private static void loadEvent(MethodVisitor code, TracepointMethod tracepoint, Advice.ArgumentHandler handler) {
        code.visitVarInsn(Opcodes.ALOAD, handler.enter());
        code.visitTypeInsn(Opcodes.CHECKCAST, tracepoint.eventClass());
    }

    private static StackManipulation.Size invoke(
            MethodVisitor code, TracepointMethod tracepoint, String name, String descriptor, int taken, int given) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, tracepoint.eventClass(), name, descriptor, false);
        return new StackManipulation.Size(given, Math.max(taken, given));
    }

    private static String types(Iterable<BoundArgument> arguments) {
        StringBuilder types = new StringBuilder();
        for (BoundArgument argument : arguments) {
            types.append(argument.type());
        }
        return types.toString();
    }

    /** Byte code that reads or writes a template's parameter. */
    @FunctionalInterface
    private interface Code {

        StackManipulation.Size append(MethodVisitor visitor);
    }

    private record CallTarget(Code code) implements Target {

        @Override
        public StackManipulation resolveRead() {
            return new StackManipulation.AbstractBase() {
                @Override
                public Size apply(MethodVisitor visitor, Implementation.Context context) {
                    return code.append(visitor);
                }
            };
        }

        @Override
        public StackManipulation resolveWrite() {
            return resolveRead();
        }

        @Override
        public StackManipulation resolveIncrement(int value) {
            throw new IllegalStateException("a template must not increment an event call");
        }
    }
}
