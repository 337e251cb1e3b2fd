package dev.tracebridge.catalogue;

import java.util.List;
import java.util.Optional;

/** Names of pairs: {@code migration_bitmap_sync_start} and {@code …_end} have the stem {@code migration_bitmap_sync}. */
final class Stems {

    /** How starts end and how their ends end; a start may also end with nothing. */
    private static final List<List<String>> PAIRS = List.of(
            List.of(
                    "_start",
                    "_end",
                    "_stop",
                    "_done",
                    "_complete",
                    "_completed",
                    "_finish",
                    "_finished",
                    "_exit",
                    "_error"),
            List.of("_begin", "_end", "_complete", "_completed", "_done", "_finish"),
            List.of("_enter", "_exit", "_leave", "_return", "_success", "_finish", "_complete", "_end"),
            List.of("_entry", "_exit", "_end", "_return"),
            List.of("_pre", "_post"),
            List.of("_before", "_after"),
            List.of("_open", "_close"),
            List.of("_request", "_response", "_reply"),
            List.of("_req", "_resp", "_done", "_complete"),
            List.of("_wait", "_wakeup"),
            List.of("_acquire", "_release"),
            List.of("_requested", "_outcome"),
            List.of("_save", "_restore"),
            List.of("_add", "_del"),
            List.of(
                    "",
                    "_end",
                    "_done",
                    "_complete",
                    "_completed",
                    "_exit",
                    "_return",
                    "_ret",
                    "_finish",
                    "_finished",
                    "_continue",
                    "_continued"));

    private Stems() {}

    /** The stem of a start and an end that are named by convention. */
    static Optional<String> of(String start, String end) {
        for (List<String> pair : PAIRS) {
            String opening = pair.get(0);
            if (start.endsWith(opening) && start.length() > opening.length()) {
                String stem = start.substring(0, start.length() - opening.length());
                if (pair.subList(1, pair.size()).stream().anyMatch(closing -> end.equals(stem + closing))) {
                    return Optional.of(stem);
                }
            }
        }
        return Optional.empty();
    }
}
