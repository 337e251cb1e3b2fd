package dev.tracebridge.agent.weaving;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.Binding;
import dev.tracebridge.catalogue.BindingSource;
import dev.tracebridge.catalogue.FieldNames;
import dev.tracebridge.processor.generate.EventParameters;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

/** Makes a method to weave of a binding and the class file it turned out to name. */
final class BindingResolver {

    private final Binding binding;
    private final BindingTarget target;
    private final BoundClass type;
    private final BoundClass.BoundMethod method;

    private BindingResolver(Binding binding, BindingTarget target, BoundClass type, BoundClass.BoundMethod method) {
        this.binding = binding;
        this.target = target;
        this.type = type;
        this.method = method;
    }

    /**
     * Resolves a binding.
     *
     * @throws WeavingException if the class has no such method, or its arguments do not fit
     */
    static TracepointMethod resolve(Binding binding, BindingTarget target, BoundClass type) {
        return new BindingResolver(binding, target, type, method(binding, type)).resolve();
    }

    private static BoundClass.BoundMethod method(Binding binding, BoundClass type) {
        List<BoundClass.BoundMethod> named = type.methods(binding.methodName());
        List<BoundClass.BoundMethod> found = new ArrayList<>();
        for (BoundClass.BoundMethod candidate : named) {
            if (binding.parameterTypes().isEmpty()
                    || matches(binding.parameterTypes().get(), candidate.parameters())) {
                found.add(candidate);
            }
        }
        if (found.isEmpty()) {
            throw new WeavingException("the class has no method " + binding.methodName()
                    + (named.isEmpty() ? "" : " with these parameters; there is " + spelled(named)));
        }
        if (found.size() > 1) {
            throw new WeavingException("the class has several such methods: write one of " + spelled(found));
        }
        if (!found.get(0).hasCode()) {
            throw new WeavingException("the method has no body: bind those of the classes that implement it");
        }
        return found.get(0);
    }

    private static boolean matches(List<String> spelled, Type[] types) {
        if (spelled.size() != types.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            String binary = types[i].getClassName();
            String canonical = binary.replace('$', '.');
            String wanted = spelled.get(i);
            if (!binary.equals(wanted) && !canonical.equals(wanted) && !canonical.endsWith('.' + wanted)) {
                return false;
            }
        }
        return true;
    }

    private static String spelled(List<BoundClass.BoundMethod> methods) {
        List<String> all = new ArrayList<>();
        for (BoundClass.BoundMethod method : methods) {
            List<String> types = new ArrayList<>();
            for (Type parameter : method.parameters()) {
                types.add(parameter.getClassName());
            }
            all.add(method.name() + '(' + String.join(", ", types) + ')');
        }
        return String.join(" or ", all);
    }

    private TracepointMethod resolve() {
        for (String argument : binding.arguments().keySet()) {
            if (!target.takes(argument)) {
                throw new WeavingException("argument '" + argument + "' is none that can be bound; the catalogue has "
                        + String.join(" and ", target.declarations()));
            }
        }
        if (binding.result().isPresent()
                && !BindingTarget.has(target.endArguments(), binding.result().get())) {
            throw new WeavingException("'" + binding.result().get() + "' is no argument of the end; the catalogue has "
                    + target.declarations().get(1));
        }
        return new TracepointMethod(
                binding.span(),
                method.name(),
                method.descriptor(),
                target.eventClass(),
                withReceiver(bind(target.arguments(), false)),
                bind(target.endArguments(), true));
    }

    private List<BoundArgument> withReceiver(List<BoundArgument> bound) {
        if (method.isStatic() || !target.receiver()) {
            return bound;
        }
        List<BoundArgument> all = new ArrayList<>();
        all.add(new BoundArgument.Receiver("Ljava/lang/Object;"));
        all.addAll(bound);
        return all;
    }

    private List<BoundArgument> bind(List<Argument> arguments, boolean end) {
        List<BoundArgument> bound = new ArrayList<>();
        for (Argument argument : arguments) {
            boolean result =
                    end && binding.result().filter(argument.name()::equals).isPresent();
            bound.add(result ? result(argument) : bind(argument));
        }
        return bound;
    }

    private BoundArgument result(Argument argument) {
        String descriptor = method.descriptor();
        Type returned = Type.getReturnType(descriptor);
        return new BoundArgument.Returned(checked(argument, returned, "the result"));
    }

    private BoundArgument bind(Argument argument) {
        BindingSource source = binding.arguments().get(argument.name());
        if (source == null) {
            return parameter(argument);
        }
        if (source instanceof BindingSource.Position position) {
            return parameter(argument, position.index());
        }
        if (source instanceof BindingSource.Field field) {
            String fieldType = type.fieldType(field.field());
            if (fieldType == null) {
                throw new WeavingException("the class has no field " + field.field());
            }
            String what = "field " + field.field();
            return new BoundArgument.Field(field.field(), fieldType, checked(argument, Type.getType(fieldType), what));
        }
        if (source instanceof BindingSource.Call call) {
            String returned = type.returnType(call.method());
            if (returned == null) {
                throw new WeavingException("the class has no method " + call.method() + "() that returns a value");
            }
            String what = "method " + call.method() + "()";
            return new BoundArgument.Call(call.method(), returned, checked(argument, Type.getType(returned), what));
        }
        return named(argument, ((BindingSource.Name) source).parameter());
    }

    /** The parameter with the argument's own name. */
    private BoundArgument parameter(Argument argument) {
        int index = method.indexOf(FieldNames.of(argument.name()));
        return index >= 0 ? parameter(argument, index) : named(argument, argument.name());
    }

    private BoundArgument named(Argument argument, String parameter) {
        int index = method.indexOf(parameter);
        if (index < 0) {
            String why =
                    method.hasNames() ? "the method has no parameter " + parameter : "the class has no parameter names";
            throw new WeavingException("nothing binds argument '" + argument.name() + "': " + why
                    + "; write arguments: {" + argument.name() + ": 0} for the first parameter");
        }
        return parameter(argument, index);
    }

    private BoundArgument parameter(Argument argument, int index) {
        Type[] types = method.parameters();
        if (index >= types.length) {
            throw new WeavingException("argument '" + argument.name() + "' is bound to parameter " + index
                    + ", counted from 0, but the method has " + types.length);
        }
        return new BoundArgument.Parameter(index, checked(argument, types[index], "parameter " + index));
    }

    private static String checked(Argument argument, Type source, String what) {
        String wanted = EventParameters.descriptor(argument);
        Type target = Type.getType(wanted);
        boolean references = source.getSort() >= Type.ARRAY;
        boolean fits =
                !references && source.getSort() != Type.VOID && target.getSort() < Type.ARRAY || source.equals(target);
        try {
            if (fits) {
                Widening.convert(new MethodVisitor(OpenedClassReader.ASM_API) {}, source, target);
                return wanted;
            }
        } catch (WeavingException lossy) {
            // Told below.
        }
        throw new WeavingException("argument '" + argument.name() + "' takes " + target.getClassName() + ", but " + what
                + " is " + source.getClassName());
    }
}
