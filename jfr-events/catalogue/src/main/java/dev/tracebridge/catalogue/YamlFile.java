package dev.tracebridge.catalogue;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads YAML into nodes that know their position, within limits. */
final class YamlFile {

    private static final int MAX_SIZE = 4 << 20;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ALIASES = 50;

    private final String file;
    private final String text;
    private final Problems problems;

    YamlFile(String file, String text, Problems problems) {
        this.file = file;
        this.text = text;
        this.problems = problems;
    }

    /** The root of the only document; nothing after an error, or where the file is empty. */
    Optional<Node> read() {
        // The library counts no comments.
        if (text.length() > MAX_SIZE) {
            error(null, "the file is larger than " + (MAX_SIZE >> 20) + " MiB");
            return Optional.empty();
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MAX_SIZE)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowDuplicateKeys(true)
                .setAllowNonScalarKeys(true)
                .setUseMarks(true)
                .build();
        try {
            return bounded(settings) ? new Compose(settings).composeString(text) : Optional.empty();
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            error(mark, "no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            error(null, "no YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Composing recurses, and an alias may hold itself: so both are counted before. */
    private boolean bounded(LoadSettings settings) {
        int depth = 0;
        int aliases = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            Mark mark = event.getStartMark().orElse(null);
            switch (event.getEventId()) {
                case SequenceStart, MappingStart -> depth++;
                case SequenceEnd, MappingEnd -> depth--;
                case Alias -> aliases++;
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                error(mark, "nested deeper than " + MAX_DEPTH + " levels");
                return false;
            }
            if (aliases > MAX_ALIASES) {
                error(mark, "more than " + MAX_ALIASES + " aliases");
                return false;
            }
        }
        return true;
    }

    private void error(Mark mark, String message) {
        SourcePosition position = position(mark);
        problems.add(position.line(), position.column(), message, "");
    }

    static SourcePosition position(Node node) {
        return position(node.getStartMark().orElse(null));
    }

    private static SourcePosition position(Mark mark) {
        return mark == null ? new SourcePosition(1, 1) : new SourcePosition(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
