package dev.tracebridge.agent;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;

/**
 * Where the JVM enters the agent. Whatever goes wrong is said in one line; the application never sees an exception from here.
 */
public final class TracebridgeAgent {

    /** The system property in which the agent leaves some lines about itself for whoever attached it. */
    public static final String STATUS_PROPERTY = "dev.tracebridge.agent.status";

    /** How a line of the status begins that says what was asked for and is not done. */
    public static final String REFUSED = "refused: ";

    private static final String RUNTIME = "dev.tracebridge.agent.session.Session";

    private static AgentRuntime runtime;

    private TracebridgeAgent() {}

    /**
     * Called by the JVM before the application's {@code main} for {@code -javaagent}.
     *
     * @param arguments the text after {@code =}, null for none
     * @param instrumentation the JVM's handle for this agent
     */
    public static void premain(String arguments, Instrumentation instrumentation) {
        if (!isJdkTool(System.getProperty("jdk.module.main"))) {
            start(arguments, instrumentation, false);
        }
    }

    /**
     * Called by the JVM when the agent is attached to a running application.
     *
     * @param arguments the options, null for none
     * @param instrumentation the JVM's handle for this agent
     */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation, true);
    }

    /** With {@code JAVA_TOOL_OPTIONS} the agent gets into jcmd, keytool and the like, where nobody wants it. */
    static boolean isJdkTool(String mainModule) {
        return mainModule != null && (mainModule.startsWith("jdk.") || mainModule.startsWith("java."));
    }

    private static synchronized void start(String arguments, Instrumentation instrumentation, boolean attached) {
        try {
            if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
                AgentLog.error(
                        "this runtime has no module jdk.jfr, so there is nothing to emit to and nothing is woven;"
                                + " use a JDK with Flight Recorder, or add --add-modules jdk.jfr if the main module does not require it");
                return;
            }
            if (runtime == null) {
                runtime = (AgentRuntime) IsolatedLoader.open()
                        .loadClass(RUNTIME)
                        .getDeclaredConstructor()
                        .newInstance();
            }
            runtime.start(arguments, instrumentation, attached);
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError broken) {
            refuse("the agent could not start and does nothing: " + broken);
        }
    }

    private static void refuse(String reason) {
        AgentLog.error(reason);
        System.setProperty(STATUS_PROPERTY, REFUSED + reason);
    }

    /**
     * The jar this class was loaded from.
     *
     * @return a file
     * @throws IOException if this class does not come from the agent's jar
     */
    public static File jar() throws IOException {
        return IsolatedLoader.ownJar();
    }

    /**
     * This build's version.
     *
     * @return the version in the jar's manifest, {@code unknown} outside the jar
     */
    public static String version() {
        String version = TracebridgeAgent.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
