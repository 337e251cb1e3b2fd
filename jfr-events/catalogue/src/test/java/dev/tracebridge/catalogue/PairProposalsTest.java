package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairProposalsTest {

    private static PairProposals proposals(String text) {
        return PairProposals.of(Catalogue.parse("trace-events", text));
    }

    @ParameterizedTest
    @CsvSource({
        "migration_bitmap_sync_start, migration_bitmap_sync_end, migration_bitmap_sync",
        "qemu_rdma_registration_start, qemu_rdma_registration_stop, qemu_rdma_registration",
        "postcopy_ram_listen_thread_start, postcopy_ram_listen_thread_exit, postcopy_ram_listen_thread",
        "ram_dirty_bitmap_reload_begin, ram_dirty_bitmap_reload_complete, ram_dirty_bitmap_reload",
        "postcopy_ram_fault_thread_entry, postcopy_ram_fault_thread_exit, postcopy_ram_fault_thread",
        "dirty_bitmap_load_enter, dirty_bitmap_load_success, dirty_bitmap_load",
        "migration_rate_limit_pre, migration_rate_limit_post, migration_rate_limit",
        "migration_return_path_end_before, migration_return_path_end_after, migration_return_path_end",
        "vmstate_load_state, vmstate_load_state_end, vmstate_load_state",
        "postcopy_pause_incoming, postcopy_pause_incoming_continued, postcopy_pause_incoming",
        "qemu_rdma_connect_pin_all_requested, qemu_rdma_connect_pin_all_outcome, qemu_rdma_connect_pin_all",
        "postcopy_page_req_add, postcopy_page_req_del, postcopy_page_req"
    })
    void followsConventions(String start, String end, String name) {
        assertThat(proposals(end + "(void)\n" + start + "(void)\n").pairs())
                .extracting(
                        PairProposals.Pair::name,
                        p -> p.start().name(),
                        p -> p.ends().get(0).name())
                .containsExactly(tuple(name, start, end));
    }

    @Test
    void proposesFailuresAndKeys() {
        PairProposals.Pair pair = proposals("""
                        h_start(void *ioc, const char *host, int n) "%p %s %d"
                        h_error(void *ioc, const char *err) "%p %s"
                        h_complete(void *ioc, const char *host, long n) "%p %s %ld"
                        """).pairs().get(0);

        assertThat(pair.ends()).extracting(Tracepoint::name).containsExactly("h_complete");
        assertThat(pair.failures()).extracting(Tracepoint::name).containsExactly("h_error");
        assertThat(pair.key()).containsExactly("ioc");
    }

    @Test
    void usesATracepointOnce() {
        PairProposals proposals = proposals("x(void)\nx_end(void)\nx_start(void)\n_end(void)\ny_start(void)\n");

        assertThat(proposals.pairs())
                .extracting(PairProposals.Pair::name, p -> p.start().name())
                .containsExactly(tuple("x_span", "x_start"));
    }

    @Test
    void writesASidecar() {
        Catalogue catalogue = Catalogue.parse("trace-events", """
                x(void)
                x_start(int id) "%d"
                x_end(int id) "%d"
                y_begin(int id) "%d"
                y_complete(void)
                y_done(void)
                y_failed(void)
                """);
        String yaml = PairProposals.of(catalogue).yaml();

        assertThat(yaml).isEqualTo("""
                        spans:
                          - name: x_span
                            start: x_start
                            end: x_end
                            key: [id]
                          - start: y_begin
                            end: [y_done, y_complete]
                            failure: y_failed
                        """);
        Sidecar sidecar = Sidecar.parse("trace-spans.yaml", "namespace: n\n" + yaml, catalogue);
        assertThat(sidecar.spans()).extracting(SpanRule::name).containsExactly("x_span", "y");
    }

    @Test
    void writesNothingWhereThereIsNothing() {
        assertThat(proposals("x(void)\n").yaml()).isEmpty();
    }
}
