package dev.tracebridge.agent.cli;

import dev.tracebridge.agent.TracebridgeAgent;
import picocli.CommandLine.IVersionProvider;

/**
 * What {@code --version} says.
 */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "tracebridge " + TracebridgeAgent.version(),
            "Java 17 to 25 with Flight Recorder (HotSpot), tested on 17 and 25.",
            "Any platform of the JDK, no native code; tested on Linux x86-64.",
            "As an agent: java -javaagent:tracebridge.jar ...; as a command: --help lists the commands."
        };
    }
}
