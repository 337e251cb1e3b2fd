package dev.tracebridge.recording.report;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;

/** JSON in which no character means anything to HTML. */
final class HtmlEscapes extends CharacterEscapes {

    private static final long serialVersionUID = 1;

    private final int[] escapes = standardAsciiEscapesForJSON();

    HtmlEscapes() {
        for (char character : new char[] {'<', '>', '&', '\''}) {
            escapes[character] = ESCAPE_STANDARD;
        }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
        return escapes.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
        return null;
    }
}
