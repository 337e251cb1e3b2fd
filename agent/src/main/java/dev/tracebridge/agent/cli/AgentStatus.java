package dev.tracebridge.agent.cli;

import dev.tracebridge.agent.TracebridgeAgent;
import java.util.List;
import java.util.function.Predicate;

/**
 * What an agent left in its JVM's system properties.
 *
 * @param refusals what was asked for and is not done, in words
 * @param lines what it does, the most important first
 */
record AgentStatus(List<String> refusals, List<String> lines) {

    static AgentStatus parse(String text) {
        Predicate<String> refused = line -> line.startsWith(TracebridgeAgent.REFUSED);
        return new AgentStatus(
                text.lines().filter(refused).toList(),
                text.lines().filter(refused.negate()).toList());
    }
}
