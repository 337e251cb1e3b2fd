package dev.tracebridge.agent.session;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.agent.TracebridgeAgent;
import java.util.function.Consumer;

/**
 * What the user asked for and does not get: said in the application's JVM, and kept for whoever attached the agent.
 */
final class Refusals implements Consumer<String> {

    private final StringBuilder lines = new StringBuilder();

    @Override
    public void accept(String problem) {
        AgentLog.error(problem);
        lines.append(TracebridgeAgent.REFUSED).append(problem).append('\n');
    }

    void clear() {
        lines.setLength(0);
    }

    /** One line each, marked as refusals. */
    @Override
    public String toString() {
        return lines.toString();
    }
}
