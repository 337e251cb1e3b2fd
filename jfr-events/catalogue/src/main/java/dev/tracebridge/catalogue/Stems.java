package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names of pairs: {@code migration_bitmap_sync_start} and {@code …_end} have the stem {@code migration_bitmap_sync}. */
final class Stems {

    /** How ends of pairs end, by how their starts end. The last start has no ending of its own. */
    private static final Map<String, List<String>> PAIRS = new LinkedHashMap<>();

    static {
        List<String> done = List.of("_end", "_done", "_complete", "_completed", "_finish", "_finished", "_finishes");
        List<String> failed = List.of("_error", "_fail", "_failed");
        PAIRS.put("_start", join(done, List.of("_stop", "_exit"), failed));
        PAIRS.put("_begin", join(done, failed));
        PAIRS.put("_enter", join(List.of("_exit", "_leave", "_return", "_success"), done, failed));
        PAIRS.put("_entry", join(List.of("_exit", "_return"), done, failed));
        PAIRS.put("_pre", List.of("_post"));
        PAIRS.put("_before", List.of("_after"));
        PAIRS.put("_open", List.of("_close"));
        PAIRS.put("_request", List.of("_response", "_reply"));
        PAIRS.put("_requested", List.of("_outcome"));
        PAIRS.put("_req", List.of("_resp", "_done", "_complete"));
        PAIRS.put("_wait", List.of("_wakeup"));
        PAIRS.put("_acquire", List.of("_release"));
        PAIRS.put("_add", List.of("_del"));
        PAIRS.put(
                "",
                join(
                        done,
                        List.of(
                                "_exit",
                                "_return",
                                "_ret",
                                "_continue",
                                "_continued",
                                "_accepted",
                                "_after_complete")));
    }

    private Stems() {}

    /** The stem of a start and an end that are named by convention. */
    static Optional<String> of(String start, String end) {
        for (Map.Entry<String, List<String>> pair : PAIRS.entrySet()) {
            String opening = pair.getKey();
            if (start.endsWith(opening) && start.length() > opening.length()) {
                String stem = start.substring(0, start.length() - opening.length());
                if (pair.getValue().stream().anyMatch(closing -> end.equals(stem + closing))) {
                    return Optional.of(stem);
                }
            }
        }
        return Optional.empty();
    }

    /** How starts end, the surest first. */
    static Iterable<String> openings() {
        return PAIRS.keySet();
    }

    /** How the ends of such a start end. */
    static List<String> closings(String opening) {
        return PAIRS.get(opening);
    }

    @SafeVarargs
    private static List<String> join(List<String>... lists) {
        List<String> all = new ArrayList<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return List.copyOf(all);
    }
}
