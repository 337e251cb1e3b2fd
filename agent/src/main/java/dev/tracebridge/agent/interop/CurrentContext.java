package dev.tracebridge.agent.interop;

import dev.tracebridge.agent.AgentLog;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.security.ProtectionDomain;
import java.util.function.UnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.implementation.bytecode.member.FieldAccess;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves {@code Context.current()} of a copy of OpenTelemetry's API, so that it answers what an {@link OpenTelemetryApi} makes of the answer. The
 * woven code finds that through a field of a class of ours that is defined beside it, since its loader sees nothing of us.
 */
final class CurrentContext implements ClassFileTransformer {

    private static final String BESIDE = "TracebridgeContext";
    private static final String FIELD = "pull";

    private final Class<?> contexts;
    private final Field pull;

    private CurrentContext(Class<?> contexts, Field pull) {
        this.contexts = contexts;
        this.pull = pull;
    }

    /**
     * Weaves it.
     *
     * @throws ReflectiveOperationException where its package takes no class of ours
     * @throws UnmodifiableClassException where the JVM does not let it be woven
     */
    static void weave(OpenTelemetryApi api, Instrumentation instrumentation)
            throws ReflectiveOperationException, UnmodifiableClassException {
        Field pull = defineBeside(api.contexts()).getField(FIELD);
        pull.set(null, api);
        // Stays, since others may have the class transformed again.
        instrumentation.addTransformer(new CurrentContext(api.contexts(), pull), true);
        instrumentation.retransformClasses(api.contexts());
    }

    private static Class<?> defineBeside(Class<?> contexts) throws IllegalAccessException {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(
                Opcodes.V1_8,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                contexts.getPackageName().replace('.', '/') + '/' + BESIDE,
                null,
                "java/lang/Object",
                null);
        writer.visitField(
                        Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
                        FIELD,
                        'L' + UnaryOperator.class.getName().replace('.', '/') + ';',
                        null,
                        null)
                .visitEnd();
        writer.visitEnd();
        return MethodHandles.privateLookupIn(contexts, MethodHandles.lookup()).defineClass(writer.toByteArray());
    }

    @Override
    public byte[] transform(
            Module module,
            ClassLoader loader,
            String className,
            Class<?> redefined,
            ProtectionDomain domain,
            byte[] classFile) {
        if (redefined != contexts) {
            return null;
        }
        try {
            return woven(classFile);
        } catch (RuntimeException | LinkageError broken) {
            AgentLog.error("could not weave " + contexts.getName(), broken);
            return null;
        }
    }

    private byte[] woven(byte[] classFile) {
        ClassFileLocator locator = ClassFileLocator.Simple.of(contexts.getName(), classFile);
        Advice advice = Advice.withCustomMapping()
                .bind(Pull.class, new FieldMapping(pull))
                .to(Template.class, ClassFileLocator.ForClassLoader.of(CurrentContext.class.getClassLoader()));
        return new ByteBuddy()
                .with(TypeValidation.DISABLED)
                .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                .with(InstrumentedType.Factory.Default.FROZEN)
                .with(Implementation.Context.Disabled.Factory.INSTANCE)
                .decorate(contexts, locator)
                .visit(advice.on(ElementMatchers.named("current").and(ElementMatchers.takesNoArguments())))
                .make(TypePool.Empty.INSTANCE)
                .getBytes();
    }

    /** Stands for the operator. */
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Pull {}

    private record FieldMapping(Field field) implements Advice.OffsetMapping {

        @Override
        public Target resolve(
                TypeDescription type,
                MethodDescription method,
                Assigner assigner,
                Advice.ArgumentHandler handler,
                Sort sort) {
            return new Target.ForStackManipulation(FieldAccess.forField(new FieldDescription.ForLoadedField(field))
                    .read());
        }
    }

    /** Is inlined at the end of the method. */
    private static final class Template {

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Pull UnaryOperator<Object> pull,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object context) {
            context = pull.apply(context);
        }
    }
}
