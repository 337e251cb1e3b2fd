package matrix;

import dev.tracebridge.annotations.Tracepoint;

final class InstanceMethod {

    @Tracepoint("instance_method")
    String greet(String name, long count) {
        return name + count;
    }

    static Object run() {
        return new InstanceMethod().greet("ram", 7);
    }
}
