package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.catalogue.Tracepoint;
import java.util.stream.Collectors;

/** A tracepoint as a catalogue declares it, with the blanks in their place. */
final class TracepointText {

    private TracepointText() {}

    /** Properties, name, arguments and format, in one line. */
    static String of(Tracepoint tracepoint) {
        String properties = tracepoint.properties().stream()
                .sorted()
                .map(p -> p.word() + " ")
                .collect(Collectors.joining());
        String format = tracepoint.format().text();
        return properties + tracepoint.signature() + (format.isEmpty() ? "" : " " + format);
    }
}
