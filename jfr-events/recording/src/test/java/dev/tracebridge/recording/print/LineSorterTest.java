package dev.tracebridge.recording.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSorterTest {

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 1000, 100_000})
    void sortsStablyHoweverManyRunsThereAre(long runBytes) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            numbers.add(i);
        }
        Collections.shuffle(numbers, new Random(1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LineSorter sorter = new LineSorter(runBytes)) {
            for (int number : numbers) {
                sorter.add(number, (number + " first\n").getBytes(StandardCharsets.UTF_8));
                sorter.add(number, (number + " second\n").getBytes(StandardCharsets.UTF_8));
            }
            sorter.writeTo(out);
        }

        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            expected.append(i).append(" first\n").append(i).append(" second\n");
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }
}
