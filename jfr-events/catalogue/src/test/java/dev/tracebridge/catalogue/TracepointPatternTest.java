package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracepointPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ram_save_page | ram_save_page | true",
                "ram_save_page | ram_save_pages | ",
                "ram_save_page | RAM_save_page | ",
                "ram_* | ram_save_page | true",
                "*_page | ram_save_page | true",
                "*save* | ram_save_page | true",
                "r*m*s*e | ram_save_page | true",
                "r*m*x*e | ram_save_page | ",
                "* | ram_save_page | true",
                "** | ram_save_page | true",
                "ram_*? | ram_ | ",
                "ram_?ave* | ram_save_page | true",
                "migrate_s?t_state | migrate_set_state | ",
                "-ram_* | ram_save_page | false",
                "ram_*,-ram_save_page | ram_save_page | false",
                "-ram_save_page,ram_* | ram_save_page | true",
                "vmstate_*, -ram_* | ram_save_page | false",
                "vmstate_*, -ram_* | savevm_state | "
            })
    void theLastItemThatMatchesDecides(String pattern, String name, Boolean decision) {
        assertThat(TracepointPattern.parse(pattern).decide(name).orElse(null)).isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vmstate_* | true | false",
                "vmstate_* | false | false",
                "-vmstate_* | true | true",
                "-vmstate_* | false | false",
                "-*,vmstate_* | true | false"
            })
    void namesThatNoItemMatchesAreOffUnlessThePatternBeginsByTakingAway(
            String pattern, boolean byDefault, boolean enabled) {
        Tracepoint tracepoint = Tracepoint.parse("ram_save_page(void)");

        assertThat(TracepointPattern.parse(pattern).enables(tracepoint, byDefault))
                .isEqualTo(enabled);
    }

    @ParameterizedTest
    @CsvSource({"t, true", "t*, false", "'t,-*', true"})
    void globsPassOverDisabledTracepoints(String pattern, boolean enabled) {
        Tracepoint tracepoint = Tracepoint.parse("disable t(void)");

        assertThat(TracepointPattern.parse(pattern).enables(tracepoint, false)).isEqualTo(enabled);
    }

    @ParameterizedTest
    @CsvSource({
        "savevm_section, savevm_section, true",
        "savevm_section_start, savevm_section, true",
        "savevm_section_end, savevm_section, true",
        "savevm_section_end, savevm_section_end, true",
        "savevm_section_end, savevm_section_start, false",
        "'savevm_*,-savevm_section', savevm_section, false",
        "'savevm_*,-savevm_section', savevm_section_end, true",
        "multifd_*, postcopy_page, true",
        "-get_*, ram_save_page, false",
        "-get_*, savevm_section, true",
        "*, ram_save_page, true"
    })
    void enablesEventsByAnyOfTheirNames(String pattern, String event, boolean enabled) {
        EventModel model = Examples.model().event(event).orElseThrow();

        assertThat(TracepointPattern.parse(pattern).enables(model)).isEqualTo(enabled);
    }

    @Test
    void tellsExactNamesThatAreUnknown() {
        TracepointPattern pattern = TracepointPattern.parse("ram_*,nothing_*,ram_save_pag,-ram_load,ram_save_page");

        assertThat(pattern.unknown(Set.of("ram_save_page"))).containsExactly("ram_save_pag", "ram_load");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a,,b", "-", "a b", "a.b", "a/b", "ä*"})
    void refusesWhatIsNoPattern(String text) {
        assertThatThrownBy(() -> TracepointPattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pattern");
    }

    @Test
    void limitsLengthAndCount() {
        assertThat(TracepointPattern.parse("x".repeat(1023)).decide("x".repeat(1023)))
                .hasValue(true);
        assertThatThrownBy(() -> TracepointPattern.parse("x".repeat(1024))).hasMessageContaining("1023");
        assertThatThrownBy(() -> TracepointPattern.parse("x,".repeat(50_000) + "x"))
                .hasMessageContaining("50000");
    }

    @Test
    void matchesStarsInBoundedTime() {
        String name = "a".repeat(900);

        assertThat(TracepointPattern.parse("*a".repeat(500) + "b").decide(name)).isEmpty();
    }

    @Test
    void readsAFileOfPatterns(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("events");
        Files.writeString(file, "# on\nram_*\n\n-ram_load_*\nvm,x\n".replace("vm,x\n", ""));

        assertThat(TracepointPattern.read(file)).hasToString("ram_*,-ram_load_*");
    }

    @Test
    void showsItsItems() {
        assertThat(TracepointPattern.parse(" a* , -b ")).hasToString("a*,-b");
    }
}
