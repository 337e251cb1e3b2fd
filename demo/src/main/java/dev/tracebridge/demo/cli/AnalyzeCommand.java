package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.analysis.DescriptionDocument;
import dev.tracebridge.demo.analysis.StateDocument;
import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.file.StreamFile;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a stream file holds. */
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Shows what a migration stream in a file holds.",
            "",
            "The file may come from QEMU (migrate \"exec:cat > FILE\" or file:FILE), from `demo receive' or from "
                    + "`demo source'. State and description are printed byte for byte as QEMU's "
                    + "analyze-migration.py prints them; where that script gives up (a return path, postcopy, no "
                    + "description), what can be known is still shown, devices of unknown layout as bytes.",
            ""
        },
        footer = {
            "",
            "Of a stream that is cut off or damaged, what came before is shown; the exit code is 1 then.",
            "",
            "Example: demo analyze --dump summary vm.bin"
        })
final class AnalyzeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The stream.")
    private Path file;

    @Option(
            names = {"-d", "--dump"},
            paramLabel = "WHAT",
            defaultValue = "state",
            description = "state: the values of all devices, as JSON; desc: the description at the stream's end, "
                    + "as JSON; summary: figures.")
    private Dump dump;

    @Mixin
    private PageSizeOption pageSize;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    /** What can be shown. */
    private enum Dump {
        STATE,
        DESC,
        SUMMARY
    }

    @Override
    public Integer call() throws Exception {
        StreamFile stream = open();
        PrintWriter out = spec.commandLine().getOut();
        switch (dump) {
            case STATE -> {
                StateDocument state = new StateDocument();
                StreamFormatException damage = walk(stream, state);
                state.write(out);
                finish(damage);
            }
            case DESC -> description(stream, out);
            case SUMMARY -> {
                StreamSummary summary = new StreamSummary();
                StreamFormatException damage = walk(stream, summary);
                results(summary).print(out, json);
                finish(damage);
            }
        }
        out.flush();
        return 0;
    }

    private StreamFile open() throws CommandFailedException {
        try {
            return StreamFile.open(file);
        } catch (IOException e) {
            throw CommandFailedException.inputWrong(reason(e));
        }
    }

    private StreamFormatException walk(StreamFile stream, StreamVisitor visitor) throws CommandFailedException {
        try {
            stream.walk(visitor, pageSize.bytes());
            return null;
        } catch (StreamFormatException e) {
            return e;
        } catch (IOException e) {
            throw CommandFailedException.inputWrong(reason(e));
        }
    }

    private void description(StreamFile stream, PrintWriter out) throws CommandFailedException, IOException {
        byte[] description = stream.json()
                .orElseThrow(() -> CommandFailedException.inputWrong(file + ": the stream ends without a description"));
        try {
            DescriptionDocument.write(description, 0, out);
        } catch (StreamFormatException e) {
            throw CommandFailedException.inputWrong(reason(e));
        }
    }

    private void finish(StreamFormatException damage) throws CommandFailedException {
        spec.commandLine().getOut().flush();
        if (damage != null) {
            throw CommandFailedException.inputWrong(reason(damage));
        }
    }

    private String reason(IOException e) {
        return file + ": " + (e instanceof StreamFormatException ? e.getMessage() : e.toString());
    }

    private static Results results(StreamSummary summary) {
        Results results = new Results()
                .add("machine", summary.machine(), "")
                .addBytes("length", summary.length())
                .add("complete", summary.isComplete(), "")
                .add("sections", summary.sections(), "")
                .add("devices", summary.devices(), "")
                .addBytes("device-state", summary.deviceBytes())
                .add("ram-blocks", summary.blocks(), "")
                .addBytes("memory", summary.memory())
                .add("normal-pages", summary.normalPages(), "")
                .add("zero-pages", summary.zeroPages(), "")
                .add("xbzrle-pages", summary.xbzrlePages(), "")
                .addBytes("description", summary.descriptionBytes());
        for (Map.Entry<String, Long> command : new TreeMap<>(summary.commands()).entrySet()) {
            results.add("command-" + command.getKey(), command.getValue(), "");
        }
        return results;
    }
}
