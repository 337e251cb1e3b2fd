package dev.tracebridge.agent.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.tracebridge.agent.TracebridgeAgent;
import java.io.File;
import java.io.IOException;

/**
 * A running JVM that we are attached to, until closed.
 */
final class TargetJvm implements AutoCloseable {

    private final long pid;
    private final VirtualMachine machine;

    private TargetJvm(long pid, VirtualMachine machine) {
        this.pid = pid;
        this.machine = machine;
    }

    /**
     * Attaches.
     *
     * @throws CommandException if there is no such JVM, or it refuses
     */
    static TargetJvm of(long pid) {
        if (ProcessHandle.of(pid).isEmpty()) {
            throw CommandException.wrongInput("there is no process " + pid);
        }
        if (ProcessSignals.diesOfQuit(pid)) {
            throw CommandException.wrongInput("process " + pid + " is not a JVM, or not one that can be attached to");
        }
        try {
            return new TargetJvm(pid, VirtualMachine.attach(Long.toString(pid)));
        } catch (AttachNotSupportedException | IOException refused) {
            throw CommandException.otherSide(
                    "process " + pid + " cannot be attached to; is it a JVM of your own user, started without"
                            + " -XX:+DisableAttachMechanism? (" + refused.getMessage() + ')',
                    refused);
        } catch (NoClassDefFoundError missing) {
            throw CommandException.otherSide(
                    "this Java runtime has no module jdk.attach; run tracebridge on a JDK", missing);
        }
    }

    /** Whether the agent has been started in it. */
    boolean hasAgent() {
        return status() != null;
    }

    /**
     * Starts the agent in it, or hands new options to the one that runs.
     *
     * @param arguments the agent's arguments
     * @return what the agent says
     */
    AgentStatus loadAgent(String arguments) {
        try {
            machine.loadAgent(jar().getAbsolutePath(), arguments);
        } catch (AgentLoadException | AgentInitializationException | IOException refused) {
            throw CommandException.otherSide(
                    "process " + pid + " did not take the agent: " + refused.getMessage(), refused);
        }
        String status = status();
        if (status == null) {
            throw CommandException.otherSide("the agent in process " + pid + " does not answer", null);
        }
        return AgentStatus.parse(status);
    }

    private String status() {
        try {
            return machine.getSystemProperties().getProperty(TracebridgeAgent.STATUS_PROPERTY);
        } catch (IOException gone) {
            throw CommandException.otherSide("process " + pid + " is gone: " + gone.getMessage(), gone);
        }
    }

    private static File jar() {
        try {
            return TracebridgeAgent.jar();
        } catch (IOException e) {
            throw CommandException.otherSide(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            machine.detach();
        } catch (IOException gone) {
            // Then there is nothing left to detach from.
        }
    }
}
