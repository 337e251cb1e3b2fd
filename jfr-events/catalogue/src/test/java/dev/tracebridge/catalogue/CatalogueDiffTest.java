package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueDiffTest {

    private static CatalogueDiff diff(String before, String after) {
        return CatalogueDiff.of(Catalogue.parse("old", before), Catalogue.parse("new", after));
    }

    @Test
    void tellsWhatWasAddedRemovedAndChanged() {
        CatalogueDiff diff = diff("""
                # migration.c
                migrate_pending(uint64_t size) "%" PRIu64
                loadvm_process_command(uint16_t com, uint16_t len) "com=0x%x len=%d"
                savevm_state_setup(void) ""
                """, """
                savevm_state_setup(void) ""
                # savevm.c
                loadvm_process_command(const char *s, uint16_t len) "com=%s len=%d"
                savevm_send_switchover_start(void) ""
                """);

        assertThat(diff.added()).extracting(Tracepoint::name).containsExactly("savevm_send_switchover_start");
        assertThat(diff.removed()).extracting(Tracepoint::name).containsExactly("migrate_pending");
        assertThat(diff.changed()).extracting(c -> c.after().name()).containsExactly("loadvm_process_command");
        assertThat(diff.isEmpty()).isFalse();
        assertThat(diff.lines())
                .containsExactly(
                        "+ savevm_send_switchover_start(void) \"\"",
                        "- migrate_pending(uint64_t size) \"%\" PRIu64",
                        "~ loadvm_process_command(const char *s, uint16_t len) \"com=%s len=%d\"",
                        "  was: loadvm_process_command(uint16_t com, uint16_t len) \"com=0x%x len=%d\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t(int a) \"%d\" | t(int b) \"%d\" | ARGUMENTS",
                "t(int a) \"%d\" | t(unsigned a) \"%u\" | ARGUMENTS,FORMAT",
                "t(int a) \"%d\" | t(int a) \"%d.\" | FORMAT",
                "t(int a) \"%d\" | t(int a) \"%i\" | FORMAT",
                "t(int a) \"%d\" | disable t(int a) \"%d\" | PROPERTIES",
                "t(int a) \"%d\" | vcpu t(int a) \"%d\" | ARGUMENTS,FORMAT,PROPERTIES"
            })
    void tellsWhichPartsChanged(String before, String after, String parts) {
        CatalogueDiff diff = diff(before + "\n", after + "\n");

        assertThat(diff.changed()).hasSize(1);
        assertThat(diff.changed().get(0).parts())
                .isEqualTo(Set.of(parts.split(",")).stream()
                        .map(CatalogueDiff.Part::valueOf)
                        .collect(java.util.stream.Collectors.toSet()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t(char *a) \"%s\" | t(char* a)   \"%s\"",
                "t(uint64_t a) \"0x%\" PRIx64 | t(uint64_t a) \"0x%\"PRIx64\"\""
            })
    void spellingIsNoDifference(String before, String after) {
        assertThat(diff(before + "\n", "# b.c\n" + after + "\n").isEmpty()).isTrue();
    }
}
