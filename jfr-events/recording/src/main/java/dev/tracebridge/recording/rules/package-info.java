/**
 * The report's checks as rules of JDK Mission Control's automated analysis. The build packs them, with what they need, into a jar that Mission Control
 * takes in its folder {@code dropins}.
 */
package dev.tracebridge.recording.rules;
