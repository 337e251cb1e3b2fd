package dev.tracebridge.demo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that tells others where they can connect. */
final class AddressFile {

    private AddressFile() {}

    /** Writes the file, if there is to be one; under a name of its own first, so that nobody reads half of it. */
    static void write(Path file, String address) throws CommandFailedException {
        if (file == null) {
            return;
        }
        try {
            Path unfinished = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(unfinished, address + "\n");
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CommandFailedException.inputWrong("cannot write " + file + ": " + e);
        }
    }
}
