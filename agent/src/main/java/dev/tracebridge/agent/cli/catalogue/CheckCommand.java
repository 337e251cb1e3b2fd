package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.agent.cli.ExitCode;
import dev.tracebridge.catalogue.Sidecar;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code catalogue check}: all errors of catalogues and sidecars, with positions. */
@Command(
        name = "check",
        header = "Check catalogues and their sidecars.",
        description = {
            "",
            "Prints one line about each correct file on standard output, and all errors of the others on standard error:",
            "",
            "  trace-events:7:11: error: type 'unit64_t' is not allowed in a catalogue",
            "    page_sent(unit64_t offset) \"offset 0x%%\" PRIx64",
            "              ^",
            "    did you mean 'uint64_t'?",
        })
final class CheckCommand extends CatalogueSubcommand {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Catalogues; '-' is standard input.")
    private List<String> files;

    @Mixin
    private SidecarOption sidecar;

    @Override
    int run(PrintWriter out, Talk talk) {
        sidecar.check(files);
        InputReader reader = new InputReader(talk);
        for (String file : files) {
            reader.read(file, sidecar).ifPresent(input -> print(input, out));
        }
        return reader.failed() ? ExitCode.WRONG_INPUT : ExitCode.DONE;
    }

    private static void print(CatalogueInput input, PrintWriter out) {
        String text = input.catalogue().fileName() + ": "
                + Amount.of(input.catalogue().tracepoints().size(), "tracepoint") + ", "
                + Amount.of(input.groups(), "group") + ", hash " + input.shownHash();
        out.println(TerminalText.line(text));
        input.sidecar().ifPresent(sidecar -> out.println(TerminalText.line(describe(sidecar))));
        out.flush();
    }

    private static String describe(Sidecar sidecar) {
        List<String> parts = new ArrayList<>();
        parts.add(sidecar.fileName() + ": namespace " + sidecar.namespace());
        parts.add(Amount.of(sidecar.spans().size(), "span"));
        add(parts, sidecar.states().size(), "state machine");
        add(parts, sidecar.phases().stream().mapToInt(p -> p.chains().size()).sum(), "phase chain");
        add(parts, sidecar.complete().size(), "complete tracepoint");
        add(parts, sidecar.metrics().size(), "metric");
        add(parts, sidecar.instants().size(), "instant");
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(Amount.of(count, what));
        }
    }
}
