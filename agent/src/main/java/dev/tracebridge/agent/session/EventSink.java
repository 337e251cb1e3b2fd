package dev.tracebridge.agent.session;

import java.util.Map;

/**
 * Something of ours that records events, and so has to be told which.
 */
interface EventSink {

    /**
     * Sets which events it records from now on.
     *
     * @param enabled whether each event known so far is on, by JFR name
     */
    void apply(Map<String, Boolean> enabled);
}
