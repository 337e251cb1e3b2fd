package dev.tracebridge.agent.cli;

import dev.tracebridge.agent.session.AgentArguments;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code attach}: weaves a running JVM, or changes the options of one that runs with the agent.
 */
@Command(
        name = "attach",
        description = "Weave the tracepoints of a running JVM, or change the options of the agent in it.",
        footerHeading = "%nOptions of the agent:%n",
        footer = {
            "  record=FILE                records; output=FILE exports to a file",
            "  enable=PATTERNS            switches tracepoints in these two",
            "  bindings=FILE events=JAR   binds code that has no annotations",
            "  render=RULES threshold=RULES",
            "                             what the export makes of tracepoints",
            "  spool.size=256MB spool.age=1h",
            "                             how much waits for a collector that takes nothing",
            "  spool.dir=DIR              keeps what waits across a restart of the JVM",
            "  log=LEVEL                  off, error, warn, info or debug"
        },
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
        try (TargetJvm target = TargetJvm.of(pid)) {
            AgentStatus status = target.loadAgent(arguments);
            status.refusals().forEach(spec.commandLine().getErr()::println);
            status.lines().stream()
                    .findFirst()
                    .ifPresent(line -> spec.commandLine().getOut().println("process " + pid + ": " + line));
            return status.refusals().isEmpty() ? ExitCode.DONE : ExitCode.OTHER_SIDE;
        }
    }

    private String arguments() {
        StringBuilder problems = new StringBuilder();
        String arguments =
                AgentArguments.join(options, problem -> problems.append(problem).append('\n'));
        if (problems.length() > 0) {
            throw new ParameterException(spec.commandLine(), problems.toString().strip());
        }
        return arguments;
    }
}
