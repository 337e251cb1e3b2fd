package dev.tracebridge.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    private static final String KNOWN = "known keys: bindings, enable, events, log, output, record, render, spool.age,"
            + " spool.dir, spool.size, threshold";

    private final List<String> problems = new ArrayList<>();

    private Options of(String arguments) {
        return Options.of(arguments, Map.of(), Map.of(), problems::add);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record=a.jfr;enable=ram_*,-ram_load*;log=debug",
                "record=a.jfr,enable=ram_*,-ram_load*,log=debug",
                " record = a.jfr ; enable = ram_*,-ram_load* ,log = debug;",
                ";;log=info;log=debug;record=a.jfr,enable=ram_*,-ram_load*"
            })
    void commaBelongsToTheValueUnlessAKnownKeyFollows(String arguments) {
        Options options = of(arguments);
        assertThat(options.value(OptionKey.RECORD)).hasValue("a.jfr");
        assertThat(options.value(OptionKey.ENABLE)).hasValue("ram_*,-ram_load*");
        assertThat(options.value(OptionKey.LOG)).hasValue("debug");
        assertThat(options.value(OptionKey.OUTPUT)).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void valueMayHoldEqualsSignsAndUnknownWords() {
        assertThat(of("record=/tmp/a=b,c=d.jfr").value(OptionKey.RECORD)).hasValue("/tmp/a=b,c=d.jfr");
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "recrod=a.jfr|unknown option recrod is ignored; " + KNOWN,
                "record|option 'record' is not of the form key=value; " + KNOWN,
                "=a|option '=a' is not of the form key=value; " + KNOWN,
                "record=|option record has no value and is ignored"
            })
    void mistakeIsNamedAndTheRestHolds(String arguments, String problem) {
        Options options = of(arguments + ";log=warn");
        assertThat(problems).containsExactly(problem);
        assertThat(options.value(OptionKey.LOG)).hasValue("warn");
        assertThat(options.value(OptionKey.RECORD)).isEmpty();
    }

    @Test
    void argumentComesBeforePropertyAndPropertyBeforeEnvironment() {
        Options options = Options.of(
                "record=argument",
                Map.of("tracebridge.record", "property", "tracebridge.log", "property", "user.dir", "x"),
                Map.of(
                        "TRACEBRIDGE_RECORD", "variable",
                        "TRACEBRIDGE_LOG", "variable",
                        "TRACEBRIDGE_ENABLE", "variable",
                        "PATH", "x"),
                problems::add);
        assertThat(options.value(OptionKey.RECORD)).hasValue("argument");
        assertThat(options.value(OptionKey.LOG)).hasValue("property");
        assertThat(options.value(OptionKey.ENABLE)).hasValue("variable");
        assertThat(problems).isEmpty();
    }

    @Test
    void unknownPropertiesAndVariablesAreNamed() {
        Options.of(
                null,
                Map.of("tracebridge.recrod", "x", "tracebridge.golden.update", "true"),
                Map.of("TRACEBRIDGE_FOO", "x"),
                problems::add);
        assertThat(problems)
                .containsExactly(
                        "unknown variable TRACEBRIDGE_FOO is ignored; " + KNOWN,
                        "unknown property tracebridge.recrod is ignored; " + KNOWN);
    }

    @Test
    void noArgumentsAreNoOptions() {
        Options options = of(null);
        assertThat(options.value(OptionKey.RECORD)).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void argumentsForAnotherProcessGetAbsoluteFiles() {
        String joined = AgentArguments.join(List.of("record=a.jfr", "enable=a,b"), problems::add);
        assertThat(joined).isEqualTo("record=" + new File("a.jfr").getAbsolutePath() + ";enable=a,b");
        assertThat(problems).isEmpty();
    }

    @Test
    void eachOfSeveralFilesBecomesAbsolute() {
        String joined = AgentArguments.join(
                List.of("events=a.jar" + File.pathSeparator + "b.jar", "bindings=c.yaml"), problems::add);
        assertThat(joined)
                .isEqualTo("events=" + new File("a.jar").getAbsolutePath() + File.pathSeparator
                        + new File("b.jar").getAbsolutePath() + ";bindings=" + new File("c.yaml").getAbsolutePath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"recrod=a", "record", "log=a;record=b"})
    void argumentsForAnotherProcessAreChecked(String option) {
        assertThat(AgentArguments.join(List.of(option), problems::add)).isEmpty();
        assertThat(problems).hasSize(1);
    }
}
