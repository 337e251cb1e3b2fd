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

    private static final int MAX_CODE_POINTS = 4 << 20;
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
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MAX_CODE_POINTS)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowDuplicateKeys(true)
                .setUseMarks(true)
                .build();
        try {
            return bounded(settings) ? new Compose(settings).composeString(text) : Optional.empty();
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            problems.add(line(mark), column(mark), "no YAML: " + e.getProblem(), "");
        } catch (YamlEngineException e) {
            problems.add(1, 1, "no YAML: " + e.getMessage(), "");
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
                problems.add(line(mark), column(mark), "nested deeper than " + MAX_DEPTH + " levels", "");
                return false;
            }
            if (aliases > MAX_ALIASES) {
                problems.add(line(mark), column(mark), "more than " + MAX_ALIASES + " aliases", "");
                return false;
            }
        }
        return true;
    }

    static int line(Mark mark) {
        return mark == null ? 1 : mark.getLine() + 1;
    }

    static int column(Mark mark) {
        return mark == null ? 1 : mark.getColumn() + 1;
    }
}
