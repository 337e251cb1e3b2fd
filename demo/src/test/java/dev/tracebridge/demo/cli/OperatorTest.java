package dev.tracebridge.demo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorTest {

    private final StringWriter talk = new StringWriter();

    @ParameterizedTest
    @CsvSource({"'run\n', true", "'end\n', false", "'', false", "'yes\nrun\n', true", "' run \n', true", "run, true"})
    void letsTheGuestRunOnlyWhenItIsTold(String typed, boolean run) throws IOException {
        assertThat(operator(typed).saysRunHere()).isEqualTo(run);
        assertThat(talk.toString()).startsWith("demo: the guest stands still. Look at the destination");
    }

    @Test
    void asksAgainForAWordItKnows() throws IOException {
        operator("perhaps\nend\n").saysRunHere();

        assertThat(talk.toString()).contains("demo: expected run or end");
    }

    private Operator operator(String typed) {
        return new Operator(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), new PrintWriter(talk, true));
    }
}
