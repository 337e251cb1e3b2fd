package dev.tracebridge.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code status}: what the agent in a running JVM does.
 */
@Command(
        name = "status",
        description = "Say what the agent in a running JVM has woven, records, has emitted, exported and dropped,"
                + " and what waits for a collector that takes nothing.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PID", description = "The process id of a JVM of the same user, see jps.")
    private long pid;

    @Override
    public Integer call() {
        try (TargetJvm target = TargetJvm.of(pid)) {
            if (!target.hasAgent()) {
                throw CommandException.wrongInput("process " + pid + " runs without the agent; see tracebridge attach");
            }
            AgentStatus status = target.loadAgent("");
            status.refusals().forEach(spec.commandLine().getErr()::println);
            status.lines().forEach(spec.commandLine().getOut()::println);
            return status.refusals().isEmpty() ? ExitCode.DONE : ExitCode.OTHER_SIDE;
        }
    }
}
