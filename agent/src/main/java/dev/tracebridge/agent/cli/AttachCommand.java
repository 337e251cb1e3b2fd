package dev.tracebridge.agent.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.tracebridge.agent.TracebridgeAgent;
import dev.tracebridge.agent.session.AgentArguments;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code attach}: weaves a running JVM, or changes the options of one that runs with the agent.
 */
@Command(
        name = "attach",
        description = "Weave the tracepoints of a running JVM, or change the options of the agent in it.",
        mixinStandardHelpOptions = true)
final class AttachCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PID", description = "The process id of a JVM of the same user, see jps.")
    private long pid;

    @Parameters(
            index = "1..*",
            paramLabel = "KEY=VALUE",
            description = "The agent's options, as after -javaagent:tracebridge.jar=")
    private List<String> options = List.of();

    @Override
    public Integer call() {
        String arguments = arguments();
        if (ProcessHandle.of(pid).isEmpty()) {
            throw CommandException.wrongInput("there is no process " + pid);
        }
        if (ProcessSignals.diesOfQuit(pid)) {
            throw CommandException.wrongInput("process " + pid + " is not a JVM, or not one that can be attached to");
        }
        try {
            spec.commandLine().getOut().println(attach(ownJar(), arguments));
        } catch (NoClassDefFoundError missing) {
            throw CommandException.otherSide(
                    "this Java runtime has no module jdk.attach; run tracebridge on a JDK", missing);
        }
        return ExitCode.DONE;
    }

    private String arguments() {
        StringBuilder problems = new StringBuilder();
        String arguments =
                AgentArguments.join(options, problem -> problems.append(problem).append('\n'));
        if (problems.length() > 0) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), problems.toString().strip());
        }
        return arguments;
    }

    private static File ownJar() {
        try {
            return TracebridgeAgent.jar();
        } catch (IOException e) {
            throw CommandException.otherSide(e.getMessage(), e);
        }
    }

    private String attach(File jar, String arguments) {
        VirtualMachine machine;
        try {
            machine = VirtualMachine.attach(Long.toString(pid));
        } catch (AttachNotSupportedException | IOException refused) {
            throw CommandException.otherSide(
                    "process " + pid + " cannot be attached to; is it a JVM of your own user, started without"
                            + " -XX:+DisableAttachMechanism? (" + refused.getMessage() + ')',
                    refused);
        }
        try {
            machine.loadAgent(jar.getAbsolutePath(), arguments);
            return "process " + pid + ": "
                    + machine.getSystemProperties().getProperty(TracebridgeAgent.STATUS_PROPERTY);
        } catch (AgentLoadException | AgentInitializationException | IOException refused) {
            throw CommandException.otherSide(
                    "process " + pid + " did not take the agent: " + refused.getMessage(), refused);
        } finally {
            detach(machine);
        }
    }

    private static void detach(VirtualMachine machine) {
        try {
            machine.detach();
        } catch (IOException gone) {
            // Then there is nothing left to detach from.
        }
    }
}
