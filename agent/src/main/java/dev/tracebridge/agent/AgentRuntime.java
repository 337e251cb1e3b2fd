package dev.tracebridge.agent;

import java.lang.instrument.Instrumentation;

/**
 * The agent proper, as the classes on the system class path see it. Its implementation lives in the {@link IsolatedLoader}.
 */
public interface AgentRuntime {

    /**
     * Starts weaving, or changes the settings if it has been started before.
     *
     * @param arguments the text after {@code =} of {@code -javaagent} or of an attach request; null or empty for none
     * @param instrumentation the JVM's handle for this agent
     * @param attached true if the JVM was running already
     */
    void start(String arguments, Instrumentation instrumentation, boolean attached);
}
