package dev.tracebridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.annotations.TraceContext;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which open root a span without parent takes. No recording is needed: ids are given all the same. */
class OpenRootTest {

    private static final AtomicInteger MACHINES = new AtomicInteger();

    private final StateMachine machine = machine();
    private final List<Object> objects = List.of(new Object(), new Object());

    private static StateMachine machine() {
        return StateMachine.of("open.root" + MACHINES.incrementAndGet(), Set.of("new"), Set.of("done"));
    }

    static final class Step extends GroupEvent {}

    static final class Work extends SpanEvent {

        private static final Work PROBE = new Work();

        static Work enter(Object key, Object receiver, boolean leave) {
            Work work = new Work();
            work.enter(PROBE, key, receiver);
            if (leave) {
                work.exit();
            }
            return work;
        }
    }

    private static Work work(Object key, Object receiver) {
        return Work.enter(key, receiver, true);
    }

    private Step state(String value, Object key, Object receiver) {
        Step step = new Step();
        machine.enter(step, value, key, receiver);
        return step;
    }

    @AfterEach
    void close() {
        for (Object key : new Object[] {null, 1L, 2L}) {
            state("done", key, null);
            objects.forEach(object -> state("done", key, object));
        }
        assertThat(work(null, null).parentId).as("no root is left").isZero();
    }

    @Test
    void onlyOneOpenIsEverySpansRoot() {
        Step root = state("new", null, null);
        Work work = work(null, null);
        assertThat(work.parentId).isEqualTo(root.parentId).isNotZero();
        assertThat(work.traceIdLow).isEqualTo(root.traceIdLow);
        assertThat(work("key", objects.get(0)).parentId).isEqualTo(root.parentId);
    }

    @Test
    void keyTellsRootsApart() {
        Step first = state("new", 1L, null);
        Step second = state("new", 2L, null);
        assertThat(work(1L, null).parentId).isEqualTo(first.parentId);
        assertThat(work(2L, null).parentId).isEqualTo(second.parentId);
    }

    @Test
    void rootOfAnotherKeyIsNeverTheSpans() {
        Step first = state("new", 1L, null);
        long before = ThreadTrace.ambiguousSpans();
        Work other = work(2L, null);
        assertThat(other.parentId).isZero();
        assertThat(other.traceIdLow).isNotEqualTo(first.traceIdLow);
        assertThat(ThreadTrace.ambiguousSpans()).isEqualTo(before);
    }

    @Test
    void receiverTellsRootsOfAMachineWithoutKeyApart() {
        Step first = state("new", null, objects.get(0));
        Step second = state("new", null, objects.get(1));
        assertThat(first.parentId).isNotEqualTo(second.parentId);
        assertThat(work(null, objects.get(0)).parentId).isEqualTo(first.parentId);
        assertThat(work(null, objects.get(1)).parentId).isEqualTo(second.parentId);
        assertThat(state("busy", null, objects.get(0)).parentId).isEqualTo(first.parentId);
        state("done", null, objects.get(0));
        assertThat(work(null, null).parentId).isEqualTo(second.parentId);
    }

    @Test
    void receiverFindsARootThatHasAKey() {
        Step first = state("new", 1L, objects.get(0));
        state("new", 2L, objects.get(1));
        assertThat(work(null, objects.get(0)).parentId).isEqualTo(first.parentId);
    }

    @Test
    void stateFromAnotherObjectContinuesTheOnlyRoot() {
        Step first = state("new", null, objects.get(0));
        Step next = state("busy", null, objects.get(1));
        assertThat(next.parentId).isEqualTo(first.parentId);
        assertThat(work(null, objects.get(1)).parentId).isEqualTo(first.parentId);
        assertThat(work(null, objects.get(0)).parentId).isEqualTo(first.parentId);
    }

    @Test
    void retryOfAnObjectIsANewRoot() {
        Step first = state("new", null, objects.get(0));
        state("busy", null, objects.get(0));
        Step retry = state("new", null, objects.get(0));
        assertThat(retry.parentId).isNotEqualTo(first.parentId);
        assertThat(work(null, objects.get(0)).parentId).isEqualTo(retry.parentId);
    }

    @Test
    void severalOpenRootsWithoutContextAreCountedEachTime() {
        state("new", 1L, null);
        state("new", 2L, null);
        long before = ThreadTrace.ambiguousSpans();
        assertThat(work(null, objects.get(0)).parentId).isZero();
        assertThat(work(null, null).parentId).isZero();
        assertThat(ThreadTrace.ambiguousSpans()).isEqualTo(before + 2);
    }

    @Test
    @SuppressWarnings("try")
    void attachedContextComesBeforeEveryRoot() {
        state("new", 1L, objects.get(0));
        TraceContext context = TraceContext.fromTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        try (TraceContext.Scope scope = context.attach()) {
            assertThat(work(1L, objects.get(0)).parentId).isEqualTo(0xb7ad6b7169203331L);
        }
    }

    @Test
    void spanOfTheThreadComesBeforeEveryRoot() {
        state("new", 1L, null);
        Work outer = Work.enter(null, null, false);
        assertThat(work(1L, null).parentId).isEqualTo(outer.spanId);
        outer.exit();
    }

    @Test
    void objectIsNotKeptAlive() throws InterruptedException {
        WeakReference<Object> object = stateOfAForgottenObject();
        for (int i = 0; i < 200 && object.get() != null; i++) {
            System.gc();
            Thread.sleep(5);
        }
        assertThat(object.get()).isNull();
        state("done", null, null);
        state("done", 1L, null);
    }

    private WeakReference<Object> stateOfAForgottenObject() {
        Object object = new Object();
        state("new", 1L, object);
        return new WeakReference<>(object);
    }
}
