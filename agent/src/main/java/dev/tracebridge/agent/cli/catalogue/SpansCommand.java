package dev.tracebridge.agent.cli.catalogue;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tracebridge.agent.cli.ExitCode;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.SpanRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code catalogue spans}: the pairs that are declared, and those that could be. */
@Command(
        name = "spans",
        header = "Show which tracepoints make spans, and propose more.",
        description = {
            "",
            "Prints the pairs the sidecar declares and, of the tracepoints it does not mention, those whose names look like a"
                    + " pair: X_start and X_end, X_enter and X_exit, X and X_done ... As YAML for a sidecar:",
            "",
            "  spans:",
            "    # declared in trace-spans.yaml",
            "    - name: bitmap_sync",
            "      start: bitmap_sync_start",
            "      end: bitmap_sync_end",
            "    # proposed by name: keep what is true, complete key and shape",
            "    - name: section",
            "      start: section_start",
            "      end: section_end",
            "      key: id",
            "",
            "Without a sidecar the output is a whole one:",
            "",
            "  tracebridge catalogue spans trace-events > " + SidecarOption.NAME,
        },
        footerHeading = "%nJSON:%n",
        footer = {
            "  {\"catalogues\": [",
            "    {\"file\": \"trace-events\", \"hash\": \"4f0c...\", \"sidecar\": \"trace-spans.yaml\",",
            "     \"namespace\": \"qemu.migration\", \"spans\": [",
            "       {\"origin\": \"declared\", \"name\": \"page\", \"shape\": \"async\",",
            "        \"open\": \"each\", \"close\": \"each\",",
            "        \"start\": {\"tracepoint\": \"page_request\",",
            "                  \"key\": [{\"argument\": \"hostaddr\", \"align\": 4096}]},",
            "        \"end\": [{\"tracepoint\": \"page_placed\", \"key\": [{\"argument\": \"host\"}]}],",
            "        \"failure\": []}]}]}",
            "",
            "origin is declared or proposed. A tracepoint that counts only for some values of its arguments has \"when\":"
                    + " {\"argument\": \"value\"}; a key may also have \"divide\" and \"map\".",
        })
final class SpansCommand extends CatalogueSubcommand {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Catalogues; '-' is standard input.")
    private List<String> files;

    @Mixin
    private SidecarOption sidecar;

    @Option(names = "--json", description = "Print JSON, see below.")
    private boolean json;

    @Override
    int run(PrintWriter out, Talk talk) throws IOException {
        sidecar.check(files);
        sidecar.passOverEmpty();
        InputReader reader = new InputReader(talk);
        List<SpanCandidates> candidates =
                reader.read(files, sidecar).stream().map(SpanCandidates::of).toList();
        if (reader.failed()) {
            return ExitCode.WRONG_INPUT;
        }
        if (json) {
            Json.print(out, generator -> write(candidates, generator));
        } else {
            candidates.forEach(c -> print(c, out));
        }
        return ExitCode.DONE;
    }

    private void print(SpanCandidates candidates, PrintWriter out) {
        if (files.size() > 1) {
            out.println("---");
        }
        out.println(TerminalText.line("# " + candidates.input().catalogue().fileName() + ": "
                + Amount.of(candidates.declared().size(), "span") + " declared, "
                + candidates.proposed().size() + " proposed"));
        if (candidates.input().sidecar().isEmpty()) {
            out.println("namespace: example  # what the names of all events begin with: choose your own");
        }
        if (candidates.isEmpty()) {
            out.println("spans: []");
            return;
        }
        out.println("spans:");
        candidates
                .input()
                .sidecar()
                .map(Sidecar::fileName)
                .ifPresent(name -> print("declared in " + name, candidates.declared(), out));
        print("proposed by name: keep what is true, complete key and shape", candidates.proposed(), out);
    }

    private static void print(String heading, List<SpanRule> spans, PrintWriter out) {
        if (!spans.isEmpty()) {
            out.println(TerminalText.line("  # " + heading));
            SpanYaml yaml = new SpanYaml(out);
            spans.forEach(yaml::print);
        }
    }

    private static void write(List<SpanCandidates> catalogues, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        generator.writeArrayFieldStart("catalogues");
        for (SpanCandidates candidates : catalogues) {
            generator.writeStartObject();
            TracepointJson.writeIdentity(candidates.input(), generator);
            generator.writeArrayFieldStart("spans");
            write("declared", candidates.declared(), generator);
            write("proposed", candidates.proposed(), generator);
            generator.writeEndArray();
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    private static void write(String origin, List<SpanRule> spans, JsonGenerator generator) throws IOException {
        SpanJson json = new SpanJson(generator);
        for (SpanRule span : spans) {
            generator.writeStartObject();
            generator.writeStringField("origin", origin);
            json.writeFields(span);
            generator.writeEndObject();
        }
    }
}
