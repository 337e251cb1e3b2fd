package dev.tracebridge.recording.report;

/**
 * What a rule of JDK Mission Control's found in recordings.
 *
 * @param rule the rule's id
 * @param name its name, for a person
 * @param topic what it is about
 * @param severity {@code WARNING} or {@code INFO}
 * @param summary what was found, as plain text
 * @param solution what to change, as plain text, possibly empty
 */
public record RuleResult(String rule, String name, String topic, String severity, String summary, String solution) {}
