package dev.tracebridge.agent.cli;

/** The exit codes of every command. */
public final class ExitCode {

    /** It did what it was asked to. */
    public static final int DONE = 0;

    /** A catalogue, recording or log is not what it should be. */
    public static final int WRONG_INPUT = 1;

    /** The command line itself is wrong. */
    public static final int USAGE = 2;

    /** A collector or a target JVM failed, or we did. */
    public static final int OTHER_SIDE = 3;

    private ExitCode() {}
}
