package dev.tracebridge.agent.weaving;

import dev.tracebridge.agent.AgentLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves tracepoints into the byte code of one class. The first use loads Byte Buddy, which takes longer than everything else the agent does.
 *
 * <p>Adds no members and changes no signatures, so that classes already loaded can be retransformed. Loads no class of the application. Stateless;
 * may be used by any thread.
 */
final class Weaver {

    private static final ClassFileLocator TEMPLATES = ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());

    private Weaver() {}

    /**
     * Weaves as many of the methods as can be woven.
     *
     * @param className the binary name of the class
     * @param classFile its class file
     * @param types where to look for other classes, should one be needed
     * @param methods the methods to weave, at least one
     * @return the woven class and the methods that could not be woven
     */
    static WovenClass weave(
            String className, byte[] classFile, ClassFileLocator types, List<TracepointMethod> methods) {
        ClassFileLocator locator =
                new ClassFileLocator.Compound(ClassFileLocator.Simple.of(className, classFile), types);
        TypePool pool = new TypePool.Default.WithLazyResolution(
                new TypePool.CacheProvider.Simple(), locator, TypePool.Default.ReaderMode.FAST);
        TypeDescription type = pool.describe(className).resolve();
        List<TracepointMethod> present = new ArrayList<>();
        Map<TracepointMethod, String> failed = new HashMap<>();
        for (TracepointMethod method : methods) {
            String obstacle = obstacle(type, method);
            if (obstacle == null) {
                present.add(method);
            } else {
                failed.put(method, obstacle);
            }
        }
        if (present.isEmpty()) {
            return new WovenClass(null, 0, failed);
        }
        try {
            return new WovenClass(weave(type, locator, pool, present), present.size(), failed);
        } catch (RuntimeException | LinkageError atLeastOneFails) {
            return weaveThoseThatCan(type, locator, pool, present, failed);
        }
    }

    private static String obstacle(TypeDescription type, TracepointMethod method) {
        for (MethodDescription.InDefinedShape candidate : type.getDeclaredMethods()) {
            if (key(candidate).equals(method.key())) {
                return candidate.isAbstract() || candidate.isNative() ? "it has no body" : null;
            }
        }
        return "the class has no such method; was it compiled apart from its index?";
    }

    /** One method that cannot be woven must not cost the others their tracepoints. */
    private static WovenClass weaveThoseThatCan(
            TypeDescription type,
            ClassFileLocator locator,
            TypePool pool,
            List<TracepointMethod> methods,
            Map<TracepointMethod, String> failed) {
        List<TracepointMethod> good = new ArrayList<>();
        for (TracepointMethod method : methods) {
            try {
                weave(type, locator, pool, List.of(method));
                good.add(method);
            } catch (RuntimeException | LinkageError broken) {
                if (AgentLog.isDebug()) {
                    AgentLog.error("could not weave " + type.getName() + '.' + method, broken);
                }
                failed.put(method, broken instanceof WeavingException ? broken.getMessage() : broken.toString());
            }
        }
        byte[] woven = good.isEmpty() ? null : weave(type, locator, pool, good);
        return new WovenClass(woven, good.size(), failed);
    }

    private static byte[] weave(
            TypeDescription type, ClassFileLocator locator, TypePool pool, List<TracepointMethod> methods) {
        Map<String, TracepointMethod> instants = new HashMap<>();
        Map<String, TracepointMethod> constructors = new HashMap<>();
        Map<String, TracepointMethod> spans = new HashMap<>();
        Map<String, TracepointMethod> spansWithParameters = new HashMap<>();
        for (TracepointMethod method : methods) {
            Map<String, TracepointMethod> shape;
            if (method.span()) {
                shape = method.readsParametersAtExit() ? spansWithParameters : spans;
            } else {
                shape = method.isConstructor() ? constructors : instants;
            }
            shape.put(method.key(), method);
        }
        DynamicType.Builder<?> builder = new ByteBuddy()
                .with(TypeValidation.DISABLED)
                .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                .with(InstrumentedType.Factory.Default.FROZEN)
                .with(Implementation.Context.Disabled.Factory.INSTANCE)
                .decorate(type, locator);
        builder = visit(builder, InstantTemplate.class, instants);
        builder = visit(builder, ConstructorTemplate.class, constructors);
        builder = visit(builder, SpanTemplate.class, spans);
        builder = visit(builder, SpanWithParametersTemplate.class, spansWithParameters);
        return builder.make(pool).getBytes();
    }

    private static DynamicType.Builder<?> visit(
            DynamicType.Builder<?> builder, Class<?> template, Map<String, TracepointMethod> methods) {
        if (methods.isEmpty()) {
            return builder;
        }
        Advice advice = Advice.withCustomMapping()
                .bind(EventCall.Enabled.class, new CallMapping(CallMapping.Call.ENABLED, methods))
                .bind(EventCall.Emit.class, new CallMapping(CallMapping.Call.EMIT, methods))
                .bind(EventCall.Begin.class, new CallMapping(CallMapping.Call.BEGIN, methods))
                .bind(EventCall.End.class, new CallMapping(CallMapping.Call.END, methods))
                .bind(EventCall.Fail.class, new CallMapping(CallMapping.Call.FAIL, methods))
                .to(template, TEMPLATES);
        return builder.visit(advice.on(new Named(methods)));
    }

    private static String key(MethodDescription method) {
        return method.getInternalName() + method.getDescriptor();
    }

    private record Named(Map<String, TracepointMethod> methods) implements ElementMatcher<MethodDescription> {

        @Override
        public boolean matches(MethodDescription method) {
            return methods.containsKey(key(method));
        }
    }
}
