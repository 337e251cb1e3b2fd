package dev.tracebridge.demo.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a command waits for a source, and tells others where. */
final class WaitingOptions {

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "How long to wait for the source; for ever unless given.")
    private Duration wait;

    @Option(
            names = "--address-file",
            paramLabel = "FILE",
            description = "Write the address to this file as soon as a source can connect.")
    private Path addressFile;

    /** How long to wait; zero is for ever. */
    Duration patience() {
        return wait == null ? Duration.ZERO : wait;
    }

    /** Says that a source can connect, and writes the address file, if there is to be one. */
    void announce(PrintWriter talk, String address) throws CommandFailedException {
        talk.println("demo: waiting for a source on " + address);
        if (addressFile == null) {
            return;
        }
        try {
            // Under a name of its own first, so that nobody reads half of it.
            Path unfinished = addressFile.resolveSibling(addressFile.getFileName() + ".part");
            Files.writeString(unfinished, address + "\n");
            Files.move(unfinished, addressFile, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CommandFailedException.inputWrong("cannot write " + addressFile + ": " + e);
        }
    }
}
