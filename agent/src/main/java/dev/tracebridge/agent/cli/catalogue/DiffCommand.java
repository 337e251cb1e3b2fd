package dev.tracebridge.agent.cli.catalogue;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tracebridge.agent.cli.ExitCode;
import dev.tracebridge.catalogue.CatalogueDiff;
import dev.tracebridge.catalogue.Tracepoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code catalogue diff}: what changed from one version of a catalogue to another. */
@Command(
        name = "diff",
        header = "Compare two versions of a catalogue.",
        description = {
            "",
            "Prints what is added, removed and changed; order, headings and blanks do not count:",
            "",
            "  + page_sent(uint64_t offset) \"0x%%\" PRIx64",
            "  - page_saved(uint64_t offset) \"0x%%\" PRIx64",
            "  ~ bitmap_sync_end: arguments, format",
            "      - bitmap_sync_end(void) \"\"",
            "      + bitmap_sync_end(uint64_t dirty) \"dirty %%\" PRIu64",
            "",
            "The exit code is 0 whether there are differences or not: equal catalogues print nothing on standard output.",
        },
        footerHeading = "%nJSON:%n",
        footer = {
            "  {\"old\": {\"file\": \"old/trace-events\", \"hash\": \"4f0c...\"},",
            "   \"new\": {\"file\": \"new/trace-events\", \"hash\": \"81d3...\"},",
            "   \"added\": [{\"name\": \"page_sent\", ...}],",
            "   \"removed\": [{\"name\": \"page_saved\", ...}],",
            "   \"changed\": [{\"name\": \"bitmap_sync_end\", \"parts\": [\"arguments\", \"format\"],",
            "                \"old\": {\"name\": ...}, \"new\": {\"name\": ...}}]}",
            "",
            "Tracepoints are as 'catalogue list --json' has them, without roles. parts: arguments, format, properties.",
        })
final class DiffCommand extends CatalogueSubcommand {

    @Parameters(index = "0", paramLabel = "OLD", description = "A catalogue; '-' is standard input.")
    private String oldFile;

    @Parameters(index = "1", paramLabel = "NEW", description = "The catalogue to compare with it.")
    private String newFile;

    @Option(names = "--json", description = "Print JSON, see below.")
    private boolean json;

    @Override
    int run(PrintWriter out, Talk talk) throws IOException {
        if (oldFile.equals(InputReader.STANDARD_INPUT) && newFile.equals(InputReader.STANDARD_INPUT)) {
            throw usage("only one of OLD and NEW can be standard input");
        }
        InputReader reader = new InputReader(talk);
        Optional<CatalogueInput> before = reader.read(oldFile);
        Optional<CatalogueInput> after = reader.read(newFile);
        if (before.isEmpty() || after.isEmpty()) {
            return ExitCode.WRONG_INPUT;
        }
        CatalogueDiff diff =
                CatalogueDiff.of(before.get().catalogue(), after.get().catalogue());
        if (json) {
            Json.print(out, generator -> write(before.get(), after.get(), diff, generator));
        } else {
            print(diff, out);
        }
        int equal = after.get().catalogue().tracepoints().size()
                - diff.added().size()
                - diff.changed().size();
        talk.note(diff.added().size() + " added, " + diff.removed().size() + " removed, "
                + diff.changed().size() + " changed, " + equal + " equal");
        return ExitCode.DONE;
    }

    private static void print(CatalogueDiff diff, PrintWriter out) {
        diff.added().forEach(t -> print("+ ", t, out));
        diff.removed().forEach(t -> print("- ", t, out));
        for (CatalogueDiff.Change change : diff.changed()) {
            out.println("~ " + change.after().name() + ": " + String.join(", ", parts(change)));
            print("    - ", change.before(), out);
            print("    + ", change.after(), out);
        }
    }

    private static void print(String sign, Tracepoint tracepoint, PrintWriter out) {
        out.println(TerminalText.line(sign + TracepointText.of(tracepoint)));
    }

    private static List<String> parts(CatalogueDiff.Change change) {
        return change.parts().stream()
                .sorted()
                .map(part -> part.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void write(CatalogueInput before, CatalogueInput after, CatalogueDiff diff, JsonGenerator generator)
            throws IOException {
        generator.writeStartObject();
        generator.writeObjectFieldStart("old");
        TracepointJson.writeIdentity(before, generator);
        generator.writeEndObject();
        generator.writeObjectFieldStart("new");
        TracepointJson.writeIdentity(after, generator);
        generator.writeEndObject();
        write("added", diff.added(), generator);
        write("removed", diff.removed(), generator);
        generator.writeArrayFieldStart("changed");
        for (CatalogueDiff.Change change : diff.changed()) {
            generator.writeStartObject();
            generator.writeStringField("name", change.after().name());
            generator.writeArrayFieldStart("parts");
            for (String part : parts(change)) {
                generator.writeString(part);
            }
            generator.writeEndArray();
            write("old", change.before(), generator);
            write("new", change.after(), generator);
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    private static void write(String name, List<Tracepoint> tracepoints, JsonGenerator generator) throws IOException {
        generator.writeArrayFieldStart(name);
        for (Tracepoint tracepoint : tracepoints) {
            generator.writeStartObject();
            TracepointJson.writeFields(tracepoint, generator);
            generator.writeEndObject();
        }
        generator.writeEndArray();
    }

    private static void write(String name, Tracepoint tracepoint, JsonGenerator generator) throws IOException {
        generator.writeObjectFieldStart(name);
        TracepointJson.writeFields(tracepoint, generator);
        generator.writeEndObject();
    }
}
