package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.annotations.TraceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every kind of method that can have a tracepoint, one small class each, compiled by the processor and run without and with the agent's real jar:
 * the application says and throws the same, and the recording holds what each class did. The classes are test resources.
 */
class MatrixIT {

    private static final String NAMESPACE = "matrix.";
    private static final int ENDLESS_STARTS = 3000;

    private static final Set<String> NOT_ARGUMENTS = Set.of(
            "startTime",
            "duration",
            "eventThread",
            "stackTrace",
            "startThread",
            "traceIdHigh",
            "traceIdLow",
            "spanId",
            "parentId",
            "groupParentId",
            "traceOrigin",
            "unfinished");

    @TempDir
    private static Path folder;

    private static ChildJvm.Result plain;
    private static ChildJvm.Result woven;
    private static List<RecordedEvent> events;

    @BeforeAll
    static void run() throws IOException {
        TracedSources sources = TracedSources.ofResources("matrix", folder);
        Path annotations = ChildJvm.classPathOf(TraceContext.class);
        Path recording = folder.resolve("matrix.jfr");
        plain = ChildJvm.withoutAgent()
                .classPath(sources.classes(), annotations)
                .with("matrix.Matrix")
                .run();
        woven = ChildJvm.withAgent("record=" + recording)
                .classPath(sources.classes(), annotations)
                .with("matrix.Matrix")
                .run();
        events = Recordings.events(recording, name -> name.startsWith(NAMESPACE));
    }

    private static List<RecordedEvent> events(String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(NAMESPACE + name))
                .toList();
    }

    private static String arguments(RecordedEvent event) {
        List<String> arguments = new ArrayList<>();
        for (ValueDescriptor field : event.getFields()) {
            Object value = event.getValue(field.getName());
            if (!NOT_ARGUMENTS.contains(field.getName()) && value != null) {
                arguments.add(field.getName() + "=" + value);
            }
        }
        return String.join(" ", arguments);
    }

    @Test
    void resultsExceptionsAndStackTracesAreTheSame() {
        assertThat(plain.exitCode()).as(plain.err()).isEqualTo(9);
        woven.assertExit(9);
        assertThat(woven.out()).isEqualTo(plain.out());
        assertThat(woven.agentLines()).hasSize(1);
        assertThat(woven.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "InstanceMethod: ram7",
                "StaticMethod: 42",
                "ConstructorCase: vm",
                "ConstructorThatThrows throws java.lang.IllegalArgumentException: negative",
                "PrivateMethod: 5",
                "SynchronizedMethod: true",
                "RecursiveMethod: 6",
                "GenericMethod: through the bridge, direct",
                "VarargsMethod: 1ab2",
                "EveryWidth: true-123-92233720368547758081.52.5end",
                "WideSlots: 8.5",
                "DefaultMethod: 2",
                "RecordCase: RecordCase[block=ram, offset=100]",
                "EnumCase: ACTIVE1, COMPLETED2 for good",
                "LambdaBody: 3",
                "FinallyMethod: 60 finally 0 finally 1 finally -1",
                "ThrowingMethod throws java.lang.UnsupportedOperationException: bottom",
                "RethrowingMethod: the same object: true, suppressed 1",
                "OldAndNew: ab",
                "NestedPair: closed",
                "KeyedPair: closed",
                "ReceiverRoot: done",
                "EndlessStart: 3000 open"
            })
    void caseDoesItsWork(String line) {
        assertThat(woven.out().lines()).contains(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "instance_method | name=ram count=7",
                "static_method | value=21 twice=42",
                "constructor | name=vm number=3",
                "private_method | value=4",
                "synchronized_method | value=1 locked=true",
                "recursive_method | n=3 product=6, n=2 product=2, n=1 product=1",
                "generic_method | 'value=through the bridge, value=, direct'",
                "varargs_method | first=1 joined=1ab, first=2 joined=2",
                "every_width | z=true b=-1 s=2 i=3 l=-9223372036854775808 f=1.5 d=2.5 text=end",
                "wide_slots | second=2.5 third=x fourth=4",
                "default_method | bytes=8192 size=4096 pages=2",
                "record_constructor | 'block= ram  offset=100'",
                "enum_method | step=1 name=ACTIVE1, step=2 name=COMPLETED2 for good",
                "lambda_body | value=11, value=12",
                "finally_method | value=0 result=10, value=1 result=20, value=-1 result=30",
                "throwing_method | depth=1 result=0 error=java.lang.UnsupportedOperationException,"
                        + " depth=0 result=0 error=java.lang.UnsupportedOperationException",
                "rethrowing_method | value=1 result=0 error=java.lang.StackOverflowError",
                "renamed | old=facade's old new_=facade's new duration_=1, old=a new_=b duration_=2",
                "nested | id=1 ret=10, id=2 ret=20",
                "receiver_work | id=2, id=1",
                "keyed | id=1 ret=10, id=2 ret=20"
            })
    void caseEmitsItsArguments(String event, String expected) {
        assertThat(events(event).stream().map(MatrixIT::arguments).collect(Collectors.joining(", ")))
                .isEqualTo(expected);
    }

    @Test
    void everyClassHasItsCase() throws IOException {
        Set<String> expected = new TreeSet<>(TracedSources.names("matrix"));
        expected.removeAll(Set.of("Matrix", "package-info"));
        Set<String> seen = woven.out()
                .lines()
                .map(line -> line.replaceAll("(:| throws ).*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(seen).containsAll(expected);
    }

    @Test
    void pairOfCallsOnOneThreadNests() {
        RecordedEvent outer = events("nested").get(0);
        RecordedEvent inner = events("nested").get(1);
        assertThat(inner.getLong("parentId")).isEqualTo(outer.getLong("spanId"));
        assertThat(inner.getEndTime()).isBeforeOrEqualTo(outer.getEndTime());
    }

    @Test
    void pairAcrossThreadsKeepsTheThreadOfItsStart() {
        assertThat(events("keyed")).hasSize(2).allSatisfy(event -> {
            assertThat(event.getThread().getJavaName()).isEqualTo("closer");
            assertThat(event.getThread("startThread").getJavaName()).isEqualTo("main");
        });
    }

    @Test
    void spanOfAnObjectTakesTheRootThatTheObjectOpened() {
        assertThat(events("receiver_state")).hasSize(2).allSatisfy(state -> {
            RecordedEvent work = events("receiver_work").stream()
                    .filter(event -> event.getInt("id") == state.getInt("job"))
                    .findFirst()
                    .orElseThrow();
            assertThat(work.getLong("parentId")).isEqualTo(state.getLong("parentId"));
            assertThat(Recordings.traceId(work)).isEqualTo(Recordings.traceId(state));
        });
    }

    /** Those that there is no room for come out when the next one opens, the others when the JVM ends. */
    @Test
    void startsThatNeverEndComeOutUnfinishedEachOnce() {
        assertThat(events("endless"))
                .hasSize(ENDLESS_STARTS)
                .allMatch(event -> event.getBoolean("unfinished"))
                .extracting(event -> event.getInt("id"))
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingElseIsRecorded() {
        assertThat(events).hasSize(36 + ENDLESS_STARTS);
    }
}
