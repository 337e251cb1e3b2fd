package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceModelTest {

    private static EventModel event(String name) {
        return Examples.model().event(name).orElseThrow();
    }

    private static EventModel event(String catalogueText, String sidecarText, String name) {
        Catalogue catalogue = Catalogue.parse("trace-events", catalogueText);
        return TraceModel.of(catalogue, Sidecar.parse("trace-spans.yaml", sidecarText, catalogue))
                .event(name)
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "savevm_send_ping, INSTANT",
        "migration_bitmap_sync, SPAN",
        "migration_bitmap_sync_start, INSTANT",
        "migration_bitmap_sync_end, INSTANT",
        "get_qtailq, SPAN",
        "get_qtailq_end, INSTANT",
        "colo_vm_state_change, INSTANT",
        "colo_vm_stopped, SPAN",
        "migrate_set_state, STATES",
        "vmstate_downtime_checkpoint, PHASES",
        "vmstate_downtime_save, COMPLETE",
        "ram_save_page, METRIC",
        "multifd_send_error, METRIC"
    })
    void givesEveryEventItsRole(String name, EventRole role) {
        assertThat(event(name).role()).isEqualTo(role);
    }

    @Test
    void listsTracepointsThenSpansOfTheirOwnName() {
        assertThat(Examples.model().events())
                .extracting(EventModel::simpleName)
                .startsWith("migration_bitmap_sync_start", "migration_bitmap_sync_end", "ram_save_page")
                .endsWith("migration_bitmap_sync", "savevm_section", "colo_vm_stopped", "postcopy_page")
                .doesNotHaveDuplicates()
                .hasSize(21);
    }

    @Test
    void namesEvents() {
        EventModel event = event("ram_save_page");

        assertThat(event.name()).isEqualTo("qemu.migration.ram_save_page");
        assertThat(event.className()).isEqualTo("RamSavePageEvent");
        assertThat(event.category()).containsExactly("qemu.migration", "ram.c");
    }

    @Test
    void numbersClassesThatWouldBeOneFile() {
        Catalogue catalogue = Catalogue.parse("x", "foo_bar(void)\nfooBar(void)\nfoo_1(void)\nfoo1(void)\n_9(void)\n");

        assertThat(TraceModel.of(catalogue, Sidecar.of("n")).events())
                .extracting(EventModel::className)
                .containsExactly("FooBarEvent", "FooBar_2Event", "Foo1Event", "Foo1_2Event", "_9Event");
    }

    @Test
    void sharesAFieldThatIsTheKeyOnBothEnds() {
        EventModel event = event("savevm_section");

        assertThat(event.fields())
                .extracting(EventField::fieldName)
                .containsExactly("id", "section_id", "end_id", "ret");
        assertThat(event.startField("section_id").orElseThrow().fieldName()).isEqualTo("section_id");
        assertThat(event.endField("savevm_section_end", "section_id")
                        .orElseThrow()
                        .fieldName())
                .isEqualTo("section_id");
        assertThat(event.endField("savevm_section_end", "id").orElseThrow().fieldName())
                .isEqualTo("end_id");
        assertThat(event.key()).extracting(k -> k.argument().name()).containsExactly("section_id");
    }

    @Test
    void tellsStartFromEndOfOneTracepoint() {
        EventModel event = event("colo_vm_stopped");

        assertThat(event.fields())
                .extracting(EventField::fieldName)
                .containsExactly("old", "new_", "end_old", "end_new");
        assertThat(event.startField("new").orElseThrow().fieldName()).isEqualTo("new_");
        assertThat(event.endField("colo_vm_state_change", "new").orElseThrow().fieldName())
                .isEqualTo("end_new");
    }

    @Test
    void sharesFieldsOfSeveralEnds() {
        EventModel event = event("postcopy_page");

        assertThat(event.fields())
                .extracting(EventField::fieldName)
                .containsExactly("hostaddr", "ramblock", "offset", "pid", "host_addr", "id");
        assertThat(event.ends())
                .hasSize(2)
                .allSatisfy(end -> assertThat(event.endField(end.tracepoint().name(), "host_addr")
                                .orElseThrow()
                                .fieldName())
                        .isEqualTo("host_addr"));
        assertThat(event.failures()).hasSize(1);
    }

    @Test
    void keepsFieldsOfSeveralEndsApartWhereTypesDiffer() {
        EventModel event = event(
                "a_start(int v)\na_end(int r, int v)\na_error(const char *r, int v)\n",
                "namespace: n\nspans: [{start: a_start, end: [a_end], failure: [a_error]}]\n",
                "a");

        assertThat(event.fields()).extracting(EventField::fieldName).containsExactly("v", "r", "end_v", "a_error_r");
        assertThat(event.endField("a_error", "r").orElseThrow().fieldName()).isEqualTo("a_error_r");
        assertThat(event.endField("a_error", "v").orElseThrow().fieldName()).isEqualTo("end_v");
    }

    @Test
    void keepsEndsApartWhereAKeyIsTransformed() {
        EventModel event = event(
                "a_start(uint64_t k)\na_end(uint64_t k)\n",
                "namespace: n\nspans: [{start: {tracepoint: a_start, key: [{argument: k, align: 8}]}, end: {tracepoint: a_end, key: k}}]\n",
                "a");

        assertThat(event.fields()).extracting(EventField::fieldName).containsExactly("k", "end_k");
    }

    @Test
    void survivesArgumentsThatLookLikeEndFields() {
        EventModel event = event(
                "a_start(int end_x, int x)\na_end(int x, int end_x)\n",
                "namespace: n\nspans: [{start: a_start, end: a_end}]\n",
                "a");

        assertThat(event.fields())
                .extracting(EventField::fieldName)
                .containsExactly("end_x", "x", "a_end_x", "end_end_x");
    }

    @Test
    void reservesFieldNames() {
        EventModel event = event(
                "t(int duration, int new, int startTime, int spanId, int next, int plain)\n", "namespace: n\n", "t");

        assertThat(event.fields())
                .extracting(EventField::fieldName)
                .containsExactly("duration_", "new_", "startTime_", "spanId_", "next_", "plain");
    }

    @Test
    void takesContentFromTheSidecarThenFromTheRules() {
        assertThat(event("ram_save_page").startField("offset").orElseThrow().content())
                .isEqualTo(ContentType.MEMORY_ADDRESS);
        assertThat(event("vmstate_downtime_save")
                        .startField("downtime")
                        .orElseThrow()
                        .content())
                .isEqualTo(ContentType.TIMESPAN_US);
        assertThat(event("ram_discard_range").startField("len").orElseThrow().content())
                .isEqualTo(ContentType.BYTES);
    }

    @Test
    void marksSensitiveFields() {
        assertThat(event("ram_save_page").startField("rbname").orElseThrow().sensitive())
                .isTrue();
        assertThat(event("ram_save_page").startField("host").orElseThrow().sensitive())
                .isFalse();
    }

    @Test
    void switchesHotAndDisabledTracepointsOff() {
        assertThat(event("ram_save_page").enabledByDefault()).isFalse();
        assertThat(event("savevm_send_ping").enabledByDefault()).isTrue();
        assertThat(event("disable t(void)\n", "namespace: n\n", "t").enabledByDefault())
                .isFalse();
    }

    @Test
    void keepsMetricsBesideAnotherRole() {
        EventModel event = event(
                "t(int ms)\n",
                "namespace: n\ncomplete: [{tracepoint: t, duration: ms, unit: ms}]\nmetrics: [{tracepoint: t, instrument: histogram, argument: ms}]\n",
                "t");

        assertThat(event.role()).isEqualTo(EventRole.COMPLETE);
        assertThat(event.metrics()).hasSize(1);
        assertThat(event.enabledByDefault()).isTrue();
    }
}
