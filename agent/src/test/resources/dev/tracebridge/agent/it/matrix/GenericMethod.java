package matrix;

import dev.tracebridge.annotations.Tracepoint;

final class GenericMethod {

    abstract static class Base<T> {
        abstract T echo(T value);
    }

    /** The compiler adds a bridge {@code Object echo(Object)}, which must not emit a second time. */
    static final class OfText extends Base<String> {
        @Override
        @Tracepoint("generic_method")
        String echo(String value) {
            return value;
        }
    }

    static Object run() {
        Base<String> base = new OfText();
        return base.echo("through the bridge") + new OfText().echo(", direct");
    }
}
