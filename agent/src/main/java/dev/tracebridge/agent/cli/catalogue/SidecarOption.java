package dev.tracebridge.agent.cli.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which sidecar goes with a catalogue. */
final class SidecarOption {

    /** What a sidecar is called where nobody says otherwise. */
    static final String NAME = "trace-spans.yaml";

    @Option(
            names = "--sidecar",
            paramLabel = "FILE",
            description = "The catalogue's sidecar. Default: " + NAME + " beside the catalogue, if it is there.")
    private Path file;

    @Option(names = "--no-sidecar", description = "Read no sidecar.")
    private boolean none;

    private boolean emptyIsNone;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Sees that the options agree with each other and with the catalogues.
     *
     * @throws ParameterException where they do not
     */
    void check(List<String> catalogues) {
        if (none && file != null) {
            throw new ParameterException(command.commandLine(), "--sidecar and --no-sidecar contradict each other");
        }
        if (file != null && catalogues.size() > 1) {
            throw new ParameterException(
                    command.commandLine(), "--sidecar goes with one FILE, and there are " + catalogues.size());
        }
    }

    /** Passes over an empty file beside the catalogue: the shell has made it, for the output of the very command that asks. */
    void passOverEmpty() {
        emptyIsNone = true;
    }

    /** The sidecar of a catalogue; of the one on standard input only if it is named. */
    Optional<Path> of(String catalogue) {
        if (file != null || none || catalogue.equals(InputReader.STANDARD_INPUT)) {
            return Optional.ofNullable(file);
        }
        Path beside = Path.of(catalogue).resolveSibling(NAME);
        boolean there = Files.exists(beside) && !(emptyIsNone && isEmpty(beside));
        return there ? Optional.of(beside) : Optional.empty();
    }

    private static boolean isEmpty(Path path) {
        try {
            return Files.size(path) == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
