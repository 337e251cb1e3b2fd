package dev.tracebridge.catalogue;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML into nodes that know their position, within limits. */
final class YamlFile {

    private static final int MAX_SIZE = 4 << 20;

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
                .setMaxAliasesForCollections(YamlEvents.MAX_ALIASES)
                .setAllowDuplicateKeys(true)
                .setAllowNonScalarKeys(true)
                .setUseMarks(true)
                .build();
        try {
            Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
            return new Composer(settings, new YamlEvents(parser)).getSingleNode();
        } catch (YamlEvents.TooMuch e) {
            error(e.event().getStartMark().orElse(null), e.getMessage());
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            error(mark, "no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            error(null, "no YAML: " + e.getMessage());
        }
        return Optional.empty();
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
