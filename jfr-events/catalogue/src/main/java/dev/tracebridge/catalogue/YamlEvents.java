package dev.tracebridge.catalogue;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;

/** What a parser tells, as long as it is nested no deeper and has no more aliases than is good for who composes it: that recurses. */
final class YamlEvents implements Parser {

    private static final int MAX_DEPTH = 32;
    static final int MAX_ALIASES = 50;

    private final Parser parser;
    private int depth;
    private int aliases;

    YamlEvents(Parser parser) {
        this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public Event next() {
        Event event = parser.next();
        switch (event.getEventId()) {
            case SequenceStart, MappingStart -> depth++;
            case SequenceEnd, MappingEnd -> depth--;
            case Alias -> aliases++;
            default -> {}
        }
        if (depth > MAX_DEPTH) {
            throw new TooMuch(event, "nested deeper than " + MAX_DEPTH + " levels");
        }
        if (aliases > MAX_ALIASES) {
            throw new TooMuch(event, "more than " + MAX_ALIASES + " aliases");
        }
        return event;
    }

    /** The limit that was passed, and where. */
    static final class TooMuch extends YamlEngineException {

        private static final long serialVersionUID = 1;

        private final transient Event event;

        TooMuch(Event event, String limit) {
            super(limit);
            this.event = event;
        }

        Event event() {
            return event;
        }
    }
}
