package dev.tracebridge.agent.cli.catalogue;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tracebridge.agent.cli.ExitCode;
import dev.tracebridge.catalogue.Tracepoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
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
        footerHeading = "%nJSON:%n",
        footer = {
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

    @Option(names = "--json", description = "Print JSON, see below.")
    private boolean json;

    private record Row(String place, String roles, Tracepoint tracepoint) {}

    @Override
    int run(PrintWriter out, Talk talk) throws IOException {
        sidecar.check(files);
        InputReader reader = new InputReader(talk);
        List<CatalogueInput> inputs = reader.read(files, sidecar);
        if (reader.failed()) {
            return ExitCode.WRONG_INPUT;
        }
        if (json) {
            Json.print(out, generator -> write(inputs, generator));
        } else {
            print(inputs, out);
        }
        return ExitCode.DONE;
    }

    private void print(List<CatalogueInput> inputs, PrintWriter out) {
        List<Row> rows = inputs.stream().flatMap(i -> rows(i).stream()).toList();
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

    private List<Row> rows(CatalogueInput input) {
        TracepointRoles roles = new TracepointRoles(input.sidecar());
        return input.catalogue().tracepoints().stream()
                .map(t -> new Row(
                        files.size() == 1 ? "" : input.catalogue().fileName() + ":" + t.line(),
                        roles.of(t).stream().map(TracepointRoles.Role::toString).collect(Collectors.joining(",")),
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

    private void write(List<CatalogueInput> inputs, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        generator.writeArrayFieldStart("catalogues");
        for (CatalogueInput input : inputs) {
            TracepointRoles roles = new TracepointRoles(input.sidecar());
            generator.writeStartObject();
            TracepointJson.writeIdentity(input, generator);
            generator.writeArrayFieldStart("tracepoints");
            for (Tracepoint tracepoint : input.catalogue().tracepoints()) {
                write(tracepoint, roles.of(tracepoint), generator);
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
