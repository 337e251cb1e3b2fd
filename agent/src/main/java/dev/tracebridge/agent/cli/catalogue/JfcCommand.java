package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.agent.cli.ExitCode;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.JfcWriter;
import dev.tracebridge.catalogue.TraceModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code catalogue jfc}: JFR settings that switch the events of a pattern on and the others off. */
@Command(
        name = "jfc",
        header = "Write JFR settings for the events of a catalogue.",
        description = {
            "",
            "The settings say for each event whether it is recorded. Use them alone or beside the JDK's own:",
            "",
            "  java -XX:StartFlightRecording:settings=default,settings=my.jfc ...",
            "  jcmd PID JFR.start settings=my.jfc",
        },
        footerHeading = "%nPatterns:%n",
        footer = {PatternLanguage.LINE_1, PatternLanguage.LINE_2, PatternLanguage.LINE_3, PatternLanguage.LINE_4})
final class JfcCommand extends CatalogueSubcommand {

    @Parameters(paramLabel = "FILE", description = "The catalogue; '-' is standard input.")
    private String file;

    @Option(
            names = "--enable",
            paramLabel = "PATTERN",
            description =
                    "The events to record, see below. Default: all but those of metrics and disabled tracepoints.")
    private String enable;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write. Default: standard output.")
    private Path output;

    @Mixin
    private SidecarOption sidecar;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description =
                    "What the names of the events begin with, where no sidecar says so: the package they were generated"
                            + " into.")
    private String namespace;

    @Override
    int run(PrintWriter out, Talk talk) throws IOException {
        sidecar.check(List.of(file));
        Optional<EventSelection> selection = selection();
        Optional<CatalogueInput> input = new InputReader(talk).read(file, sidecar);
        if (input.isEmpty()) {
            return ExitCode.WRONG_INPUT;
        }
        TraceModel model = model(input.get());
        if (selection.isPresent() && !selection.get().isKnown(List.of(input.get()), talk)) {
            return ExitCode.WRONG_INPUT;
        }
        String settings =
                selection.map(s -> JfcWriter.write(model, s.pattern())).orElseGet(() -> JfcWriter.write(model));
        if (output == null) {
            out.print(settings);
        } else {
            Files.writeString(output, settings);
        }
        Predicate<EventModel> enabled =
                event -> selection.map(s -> s.pattern().enables(event)).orElse(event.enabledByDefault());
        talk.note(model.events().stream().filter(enabled).count() + " of "
                + Amount.of(model.events().size(), "event") + " on");
        return ExitCode.DONE;
    }

    private Optional<EventSelection> selection() {
        try {
            return Optional.ofNullable(enable).map(EventSelection::of);
        } catch (IllegalArgumentException e) {
            throw wrong("--enable: " + e.getMessage(), e);
        }
    }

    private TraceModel model(CatalogueInput input) {
        if (input.sidecar().isPresent()) {
            if (namespace != null) {
                throw usage(
                        "--namespace: the sidecar says " + input.sidecar().get().namespace());
            }
            return input.model("");
        }
        if (namespace == null) {
            throw usage("without a sidecar, --namespace must say what the names of the events begin with");
        }
        try {
            return input.model(namespace);
        } catch (IllegalArgumentException e) {
            throw wrong("--namespace: " + e.getMessage(), e);
        }
    }

    private ParameterException wrong(String message, IllegalArgumentException cause) {
        ParameterException mistake = usage(message);
        mistake.initCause(cause);
        return mistake;
    }
}
