package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.agent.cli.ExitCode;
import dev.tracebridge.processor.generate.CatalogueText;
import dev.tracebridge.processor.generate.GeneratedFile;
import dev.tracebridge.processor.generate.SourceGenerator;
import dev.tracebridge.processor.generate.TracepointIndex;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code catalogue generate}: what the annotation processor makes of a catalogue, without a compiler. */
@Command(
        name = "generate",
        header = "Generate Java sources from a catalogue.",
        description = {
            "",
            "Writes what the annotation processor would generate: a JFR event class for each tracepoint and span, a facade with"
                    + " one static method for each tracepoint, the index the agent reads and a JFR settings file:",
            "",
            "  DIR/com/example/RamSavePageEvent.java ...",
            "  DIR/com/example/MigrationTrace.java",
            "  DIR/META-INF/tracebridge/index",
            "  DIR/META-INF/tracebridge/NAMESPACE.jfc",
            "",
            "The sources need Java 17 and tracebridge-annotations to compile; META-INF goes into the same jar as the classes."
                    + " Several catalogues may go into one DIR if each has a package of its own. After an error DIR is as before;"
                    + " files of an earlier run that are not generated any more are left there.",
        })
final class GenerateCommand extends CatalogueSubcommand {

    @Parameters(paramLabel = "FILE", description = "The catalogue; '-' is standard input.")
    private String file;

    @Option(
            names = "--package",
            required = true,
            paramLabel = "NAME",
            description = "The Java package of the classes. Without a sidecar, also the namespace of the events.")
    private String packageName;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The folder to write into, made if missing. Nothing is written outside.")
    private Path folder;

    @Mixin
    private SidecarOption sidecar;

    @Override
    int run(PrintWriter out, Talk talk) throws IOException {
        sidecar.check(List.of(file));
        checkPackage();
        Optional<CatalogueInput> input = new InputReader(talk).read(file, sidecar);
        if (input.isEmpty()) {
            return ExitCode.WRONG_INPUT;
        }
        SourceGenerator generator = generator(input.get());
        out.println(talk.during("generating Java sources", () -> write(generator)));
        return ExitCode.DONE;
    }

    private void checkPackage() {
        if (!SourceVersion.isName(packageName, SourceVersion.RELEASE_17)) {
            throw usage("--package: '" + packageName + "' cannot name a Java package");
        }
        if (packageName.equals("java") || packageName.startsWith("java.")) {
            throw usage("--package: the Java runtime loads no classes of others from '" + packageName + "'");
        }
    }

    private SourceGenerator generator(CatalogueInput input) {
        CatalogueText text =
                new CatalogueText(input.simpleName(), input.text(), input.simpleSidecarName(), input.sidecarText());
        try {
            return SourceGenerator.of(text, packageName);
        } catch (IllegalArgumentException e) {
            ParameterException mistake =
                    usage("--package: " + e.getMessage() + "; a sidecar can name another namespace");
            mistake.initCause(e);
            throw mistake;
        }
    }

    private String write(SourceGenerator generator) throws IOException {
        Map<String, String> files = files(generator);
        int written = new OutputFolder(folder).write(files);
        return TerminalText.line(folder + ": " + Amount.of(files.size(), "file") + ", " + written
                + " new or changed, facade " + generator.facadeName());
    }

    private Map<String, String> files(SourceGenerator generator) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (GeneratedFile source : generator.sources()) {
            files.put(source.path(), source.text());
        }
        GeneratedFile settings = generator.settings();
        files.put(settings.path(), settings.text());
        TracepointIndex index = index();
        generator.addTo(index);
        files.put(TracepointIndex.PATH, index.text());
        return files;
    }

    /** What an earlier run has left there for other catalogues. */
    private TracepointIndex index() throws IOException {
        Path path = folder.resolve(TracepointIndex.PATH);
        return Files.isRegularFile(path) ? TracepointIndex.parse(Files.readString(path)) : new TracepointIndex();
    }
}
