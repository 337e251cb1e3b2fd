package dev.tracebridge.agent.cli.catalogue;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tracebridge.agent.cli.ExitCode;
import dev.tracebridge.catalogue.Tracepoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code catalogue list}: the tracepoints, one a line or as JSON. */
@Command(
        name = "list",
        header = "List the tracepoints of catalogues.",
        description = {
            "",
            "One line a tracepoint: what it is in the sidecar's spans, the heading it stands under, signature and format.",
            "With several catalogues, file and line come first.",
            "",
            "  start:bitmap_sync  ram.c  bitmap_sync_start(void) \"\"",
            "  end:bitmap_sync    ram.c  bitmap_sync_end(uint64_t dirty) \"dirty %%\" PRIu64",
            "  instant            ram.c  ram_save_page(const char *block) \"%%s\"",
        },
        footerHeading = "%nPatterns:%n",
        footer = {
            PatternLanguage.LINE_1,
            PatternLanguage.LINE_2,
            PatternLanguage.LINE_3,
            PatternLanguage.LINE_4,
            "",
            "JSON:",
            "  {\"catalogues\": [",
            "    {\"file\": \"trace-events\", \"hash\": \"4f0c...\", \"sidecar\": \"trace-spans.yaml\",",
            "     \"namespace\": \"qemu.migration\", \"tracepoints\": [",
            "       {\"name\": \"bitmap_sync_end\", \"line\": 3, \"group\": \"ram.c\",",
            "        \"properties\": [],",
            "        \"arguments\": [{\"name\": \"dirty\", \"type\": \"uint64_t\", \"java\": \"long\",",
            "                       \"unsigned\": true}],",
            "        \"format\": \"\\\"dirty %%\\\" PRIu64\",",
            "        \"roles\": [{\"role\": \"end\", \"span\": \"bitmap_sync\"}]}]}]}",
            "",
            "hash is the SHA-256 of the file. sidecar and namespace are there where a sidecar is. role is one of start, end,"
                    + " failure, state, phase, complete, counter, histogram, instant; the last three have no span.",
        })
final class ListCommand extends CatalogueSubcommand {

    private static final int WIDEST_COLUMN = 40;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Catalogues; '-' is standard input.")
    private List<String> files;

    @Mixin
    private SidecarOption sidecar;

    @Option(
            names = "--events",
            paramLabel = "PATTERN",
            description = "Only the tracepoints that this pattern would switch on, see below.")
    private String events;

    @Option(names = "--json", description = "Print JSON, see below.")
    private boolean json;

    private record Row(String place, String roles, Tracepoint tracepoint) {}

    @Override
    int run(PrintWriter out, Talk talk) throws IOException {
        sidecar.check(files);
        Optional<EventSelection> selection = Optional.ofNullable(events).map(this::selection);
        InputReader reader = new InputReader(talk);
        List<CatalogueInput> inputs = reader.read(files, sidecar);
        if (reader.failed() || selection.isPresent() && !selection.get().isKnown(inputs, talk)) {
            return ExitCode.WRONG_INPUT;
        }
        List<Listing> listings =
                inputs.stream().map(input -> new Listing(input, selection)).toList();
        if (json) {
            Json.print(out, generator -> write(listings, generator));
        } else {
            print(listings, out);
        }
        if (listings.stream().allMatch(listing -> listing.tracepoints().isEmpty())) {
            talk.note("no tracepoints to list");
        }
        return ExitCode.DONE;
    }

    private EventSelection selection(String pattern) {
        try {
            return EventSelection.of(pattern);
        } catch (IllegalArgumentException e) {
            throw usage("--events: " + e.getMessage());
        }
    }

    /** The tracepoints of a catalogue that are wanted. */
    private record Listing(CatalogueInput input, List<Tracepoint> tracepoints, TracepointRoles roles) {

        Listing(CatalogueInput input, Optional<EventSelection> selection) {
            this(
                    input,
                    selection
                            .map(s -> s.tracepoints(input))
                            .orElse(input.catalogue().tracepoints()),
                    new TracepointRoles(input.sidecar()));
        }
    }

    private void print(List<Listing> listings, PrintWriter out) {
        List<Row> rows = listings.stream().flatMap(l -> rows(l).stream()).toList();
        int places = width(rows.stream().map(Row::place).toList());
        int roles = width(rows.stream().map(Row::roles).toList());
        int groups = width(rows.stream().map(r -> r.tracepoint().group()).toList());
        for (Row row : rows) {
            StringBuilder line = new StringBuilder();
            column(line, row.place(), places);
            column(line, row.roles(), roles);
            column(line, row.tracepoint().group(), groups);
            line.append(TracepointText.of(row.tracepoint()));
            out.println(TerminalText.line(line.toString()));
        }
    }

    private List<Row> rows(Listing listing) {
        String file = listing.input().catalogue().fileName();
        return listing.tracepoints().stream()
                .map(t -> new Row(
                        files.size() == 1 ? "" : file + ":" + t.line(),
                        listing.roles().of(t).stream()
                                .map(TracepointRoles.Role::toString)
                                .collect(Collectors.joining(",")),
                        t))
                .toList();
    }

    private static int width(List<String> column) {
        return column.stream()
                .mapToInt(String::length)
                .filter(w -> w <= WIDEST_COLUMN)
                .max()
                .orElse(0);
    }

    private static void column(StringBuilder line, String text, int width) {
        if (width > 0 || !text.isEmpty()) {
            line.append(text).append(" ".repeat(Math.max(0, width - text.length()) + 2));
        }
    }

    private static void write(List<Listing> listings, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        generator.writeArrayFieldStart("catalogues");
        for (Listing listing : listings) {
            generator.writeStartObject();
            TracepointJson.writeIdentity(listing.input(), generator);
            generator.writeArrayFieldStart("tracepoints");
            for (Tracepoint tracepoint : listing.tracepoints()) {
                write(tracepoint, listing.roles().of(tracepoint), generator);
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    private static void write(Tracepoint tracepoint, List<TracepointRoles.Role> roles, JsonGenerator generator)
            throws IOException {
        generator.writeStartObject();
        TracepointJson.writeFields(tracepoint, generator);
        generator.writeArrayFieldStart("roles");
        for (TracepointRoles.Role role : roles) {
            generator.writeStartObject();
            generator.writeStringField("role", role.name());
            if (!role.span().isEmpty()) {
                generator.writeStringField("span", role.span());
            }
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }
}
