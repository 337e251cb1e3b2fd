package dev.tracebridge.demo.it;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.recording.log.ImportModel;
import dev.tracebridge.recording.log.LogImport;
import dev.tracebridge.recording.log.LogInput;
import dev.tracebridge.recording.print.PrintForm;
import dev.tracebridge.recording.print.RecordingPrint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tracepoint that was hit.
 *
 * @param thread the operating system's number of the thread
 * @param threadName where it has one
 * @param name the tracepoint
 * @param arguments its arguments as JSON has them
 */
record Hit(long thread, String threadName, String name, Map<String, String> arguments) {

    /** What a recording holds, in the order of time. */
    static List<Hit> of(Path recording) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        RecordingPrint.as(PrintForm.JSON, false).run(List.of(recording), lines);
        List<Hit> hits = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(lines.toByteArray())) {
            while (parser.nextToken() != null) {
                hits.add(hit(parser));
            }
        }
        return hits;
    }

    /** What a QEMU has logged, in the order of its lines. */
    static List<Hit> ofLog(Path log, Path catalogue) throws IOException {
        Path recording = log.resolveSibling(log.getFileName() + ".jfr");
        try (InputStream in = Files.newInputStream(log);
                OutputStream out = Files.newOutputStream(recording)) {
            LogImport.with(ImportModel.ofQemu(Catalogue.read(catalogue)))
                    .run(List.of(new LogInput(log.toString(), in)), out);
        }
        return of(recording);
    }

    private static Hit hit(JsonParser parser) throws IOException {
        long thread = 0;
        String threadName = "";
        String name = "";
        Map<String, String> arguments = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "threadId" -> thread = parser.getLongValue();
                case "thread" -> threadName = parser.getText();
                case "name" -> name = parser.getText();
                case "arguments" -> {
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        String argument = parser.currentName();
                        parser.nextToken();
                        arguments.put(argument, parser.getText());
                    }
                }
                default -> {
                    // the time, and the same once more as text
                }
            }
        }
        return new Hit(thread, threadName, name, arguments);
    }

    /** A number, unsigned where it is meant to be. */
    long number(String argument) {
        return Long.parseUnsignedLong(arguments.get(argument));
    }
}
