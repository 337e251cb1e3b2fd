package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds of page faults, whatever pages the guest touches. */
final class Faults {

    private static final long PAGE = 4096;

    private Faults() {}

    /**
     * Each page asked for comes, later, and none comes twice.
     *
     * @return how many were asked for
     */
    static int check(List<Hit> hits) {
        Map<Long, Integer> placed = new HashMap<>();
        Set<Long> asked = new HashSet<>();
        Set<Long> unanswered = new HashSet<>();
        for (Hit hit : hits) {
            switch (hit.name()) {
                case "postcopy_ram_fault_thread_request" -> {
                    long page = hit.number("hostaddr") & -PAGE;
                    asked.add(page);
                    if (!placed.containsKey(page)) {
                        unanswered.add(page);
                    }
                }
                case "postcopy_place_page", "postcopy_place_page_zero" -> {
                    long page = hit.number("host_addr");
                    placed.merge(page, 1, Integer::sum);
                    unanswered.remove(page);
                }
                default -> {
                    // nothing about pages
                }
            }
        }
        assertThat(unanswered).as("pages asked for that never came").isEmpty();
        assertThat(placed).as("pages placed").isNotEmpty();
        assertThat(placed.values()).as("how often each page was placed").containsOnly(1);
        return asked.size();
    }
}
