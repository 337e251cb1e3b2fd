package dev.tracebridge.agent.weaving;

/**
 * Threads of the agent's in the application's JVM. They do not keep it alive, and inherit nothing: one that is made while a class is being loaded would
 * keep that application's loader alive.
 */
final class AgentThread {

    private AgentThread() {}

    /** A thread, not started yet. */
    static Thread of(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
