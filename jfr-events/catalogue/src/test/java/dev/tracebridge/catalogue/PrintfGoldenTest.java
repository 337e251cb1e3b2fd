package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every conversion of QEMU's catalogues, and every flag, with the result of glibc 2.36 on x86-64. The table's columns are types, format,
 * values and result; {@code -Dtracebridge.golden.update=true} asks this machine's glibc for the results anew.
 */
class PrintfGoldenTest {

    private static final Path TABLE = Path.of("src/test/resources/dev/tracebridge/catalogue/printf.tsv");
    private static final List<PrintfCase> CASES = new ArrayList<>();
    private static final List<String> RESULTS = new ArrayList<>();

    @BeforeAll
    static void readTable() throws IOException {
        for (String line : Files.readAllLines(TABLE)) {
            List<String> columns = Arrays.asList(line.split("\t", -1));
            CASES.add(PrintfCase.of(columns.subList(0, columns.size() - 1)));
            RESULTS.add(columns.get(columns.size() - 1));
        }
        if (Boolean.getBoolean("tracebridge.golden.update")) {
            List<String> printed = Glibc.print(CASES);
            RESULTS.clear();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < CASES.size(); i++) {
                RESULTS.add(escape(printed.get(i)));
                lines.add(CASES.get(i).columns() + "\t" + RESULTS.get(i));
            }
            Files.write(TABLE, lines);
        }
    }

    @Test
    void printsAsGlibc() {
        assertThat(CASES).hasSizeGreaterThan(3000);
        for (int i = 0; i < CASES.size(); i++) {
            PrintfCase each = CASES.get(i);
            assertThat(escape(each.ours())).as(each.columns()).isEqualTo(RESULTS.get(i));
        }
    }

    @Test
    void cutsLongsToTheWidthOfTheArgument() {
        for (int i = 0; i < CASES.size(); i++) {
            PrintfCase each = CASES.get(i);
            assertThat(escape(each.oursFromLongs())).as(each.columns()).isEqualTo(RESULTS.get(i));
        }
    }

    @Test
    void tableIsWhatThisMachinesGlibcPrints() throws IOException {
        assumeTrue(Glibc.available(), "no C compiler, or no glibc");

        List<String> printed = Glibc.print(CASES);

        for (int i = 0; i < CASES.size(); i++) {
            assertThat(escape(printed.get(i))).as(CASES.get(i).columns()).isEqualTo(RESULTS.get(i));
        }
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\t' -> escaped.append("\\t");
                case '\\' -> escaped.append("\\\\");
                default -> escaped.append(c < ' ' ? String.format("\\x%02x", (int) c) : String.valueOf(c));
            }
        }
        return escaped.toString();
    }
}
