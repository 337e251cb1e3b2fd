package dev.tracebridge.demo.it;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.catalogue.TracepointPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes comparable what a QEMU and our destination say of one stream. What is not compared, or not in its place, stands
 * here, each with its reason; everything else is to be the same.
 */
final class Parity {

    /** What the stream alone determines. */
    private static final TracepointPattern COMPARED = TracepointPattern.parse("qemu_loadvm_state_*,ram_load*,"
            + "ram_discard_range,loadvm_*,multifd_recv*,postcopy_*,process_incoming_migration_*");

    /** One tracepoint under two names: QEMU 9.0 has taken the pages out of its arguments, and renamed it. */
    private static final Map<String, String> RENAMED = Map.of("multifd_recv_unfill", "multifd_recv");

    /** Tracepoints that only one side can have. */
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            Map.entry("ram_load_start", "newer than our catalogue"),
            Map.entry("loadvm_postcopy_handle_run_bh", "7.0 to 8.1: our catalogue has the two tracepoints before it"),
            Map.entry("loadvm_postcopy_handle_run_cpu_sync", "older than QEMU 7.0"),
            Map.entry("loadvm_postcopy_handle_run_vmstart", "older than QEMU 7.0"),
            Map.entry("loadvm_postcopy_handle_listen", "once in our catalogue, in four steps since QEMU 7.0"),
            Map.entry("postcopy_preempt_new_channel", "newer than our catalogue"),
            Map.entry("postcopy_preempt_thread_entry", "newer than our catalogue"),
            Map.entry("postcopy_preempt_thread_exit", "newer than our catalogue"),
            Map.entry("postcopy_pause_fast_load", "newer than our catalogue"),
            Map.entry("postcopy_pause_fast_load_continued", "newer than our catalogue"),
            Map.entry("postcopy_ram_fault_thread_fds_core", "descriptors of userfaultfd, which Java has none of"),
            Map.entry("postcopy_ram_fault_thread_request", "what the guest touches: see the invariants"),
            Map.entry("postcopy_page_req_add", "what the guest touches, and newer than our catalogue"),
            Map.entry("postcopy_page_req_del", "what the guest touches, and newer than our catalogue"),
            Map.entry("postcopy_page_req_sync", "what the guest touches, and newer than our catalogue"));

    /** Arguments that the stream does not determine. */
    private static final Map<String, String> MASKED = Map.of(
            "postcopy_init_range.offset", "where QEMU has the block among all memory",
            "postcopy_nhp_range.offset", "where QEMU has the block among all memory",
            "postcopy_cleanup_range.offset", "where QEMU has the block among all memory",
            "postcopy_ram_incoming_cleanup_blocktime.total", "a time",
            "multifd_recv_thread_end.packets", "QEMU 7.2 counts the one that opens the channel, 10.0 does not");

    /** Compared for themselves, since they come in another place. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "postcopy_init_range", "a machine that is only held learns of its blocks after the advice",
            "loadvm_state_cleanup", "QEMU 7.2 cleans up before it starts a guest, 10.0 after that, as we do");

    /** Said once or several times in a row. */
    private static final Map<String, String> REPEATED =
            Map.of("multifd_recv_terminate_threads", "QEMU 10.0 ends its threads twice");

    private static final Pattern MARK = Pattern.compile("^multifd_recv .*flags=1\\b");
    private static final Pattern EMPTY_PACKET = Pattern.compile("^multifd_recv .*used=0 flags=0\\b");

    private final Catalogue qemus;
    private final Catalogue ours;

    Parity(Catalogue qemus, Catalogue ours) {
        this.qemus = qemus;
        this.ours = ours;
    }

    /** What each thread says, by the thread's part in the migration. */
    Map<String, List<String>> said(List<Hit> hits) {
        Map<Long, String> threads = threads(hits);
        Map<String, List<String>> said = new TreeMap<>();
        Map<String, String> before = new HashMap<>();
        for (Hit hit : hits) {
            String name = RENAMED.getOrDefault(hit.name(), hit.name());
            if (!COMPARED.enables(List.of(name), false) || LEFT_OUT.containsKey(name)) {
                continue;
            }
            String thread = threads.getOrDefault(hit.thread(), "main");
            String place = place(thread, name, before.put(thread, name));
            List<String> lines = said.computeIfAbsent(place, each -> new ArrayList<>());
            String line = line(hit, name);
            if (lines.isEmpty() || !REPEATED.containsKey(name) || !line.equals(lines.get(lines.size() - 1))) {
                lines.add(line);
            }
        }
        said.forEach((thread, lines) -> {
            if (thread.startsWith("recv_")) {
                leaveOutTail(lines);
            }
        });
        return said;
    }

    /**
     * QEMU 7.2's source sends packets without pages behind the last mark, where the destination ends its threads: whether
     * one is read is a race of two threads.
     */
    private static void leaveOutTail(List<String> lines) {
        int mark = lines.size() - 1;
        while (mark >= 0 && !MARK.matcher(lines.get(mark)).find()) {
            mark--;
        }
        lines.subList(mark + 1, lines.size())
                .removeIf(line -> EMPTY_PACKET.matcher(line).find());
    }

    /** A block that is laid out is forgotten at once. */
    private static String place(String thread, String name, String before) {
        boolean layingOut = name.equals("ram_discard_range") && "postcopy_init_range".equals(before);
        String other = layingOut ? before : name;
        return ELSEWHERE.containsKey(other) ? other : thread;
    }

    private static Map<Long, String> threads(List<Hit> hits) {
        Map<Long, String> threads = new HashMap<>();
        for (Hit hit : hits) {
            switch (hit.name()) {
                case "postcopy_ram_listen_thread_start" -> threads.put(hit.thread(), "listen");
                case "postcopy_ram_fault_thread_entry" -> threads.put(hit.thread(), "fault");
                case "postcopy_preempt_thread_entry" -> threads.put(hit.thread(), "preempt");
                case "multifd_recv_thread_start" -> threads.put(hit.thread(), "recv_" + hit.number("id"));
                default -> {
                    if (hit.threadName().equals("mig/dst/preempt")) { // our catalogue has nothing for its beginning
                        threads.put(hit.thread(), "preempt");
                    }
                }
            }
        }
        return threads;
    }

    private String line(Hit hit, String name) {
        StringBuilder line = new StringBuilder(name);
        for (String argument : common(hit.name(), name)) {
            if (!MASKED.containsKey(name + "." + argument)) {
                line.append(' ')
                        .append(argument)
                        .append('=')
                        .append(hit.arguments().get(argument));
            }
        }
        return line.toString();
    }

    /** The arguments that both catalogues have, of one name and type; addresses are each process's own. */
    private List<String> common(String hit, String name) {
        Tracepoint qemu = qemus.find(hit).or(() -> qemus.find(newName(name))).orElse(null);
        Tracepoint our = ours.find(name).orElse(null);
        List<String> common = new ArrayList<>();
        if (qemu != null && our != null) {
            for (Argument argument : qemu.arguments()) {
                boolean address = argument.type().pointer() && argument.type().javaType() != JavaType.STRING;
                if (!address && our.arguments().contains(argument)) {
                    common.add(argument.name());
                }
            }
        }
        return common;
    }

    private static String newName(String name) {
        return RENAMED.entrySet().stream()
                .filter(renamed -> renamed.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(name);
    }

    /** Tracepoints that one catalogue does not have, without anything here to say why. */
    Set<String> unexplained(List<Hit> hits) {
        Set<String> unexplained = new TreeSet<>();
        for (Hit hit : hits) {
            String name = RENAMED.getOrDefault(hit.name(), hit.name());
            boolean compared = COMPARED.enables(List.of(name), false) && !LEFT_OUT.containsKey(name);
            boolean known = ours.find(name).isPresent()
                    && (qemus.find(name).isPresent()
                            || qemus.find(newName(name)).isPresent());
            if (compared && !known) {
                unexplained.add(hit.name());
            }
        }
        return unexplained;
    }
}
