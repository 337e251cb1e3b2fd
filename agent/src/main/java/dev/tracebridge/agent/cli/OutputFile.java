package dev.tracebridge.agent.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file a command makes: there when it is whole, and not before. What was there stays as it was until then. */
final class OutputFile {

    private final Path path;

    private OutputFile(Path path) {
        this.path = path;
    }

    /** Writes bytes, and answers what the command has to say. */
    interface Writing<T> {
        T write(OutputStream out) throws IOException;
    }

    /**
     * A file to be made.
     *
     * @param path where
     * @param replace whether one that is there may be replaced
     * @throws CommandException where it is there and may not, or is no file
     */
    static OutputFile at(Path path, boolean replace) {
        if (Files.isDirectory(path)) {
            throw CommandException.wrongInput(path + ": expected a file to write, found a directory");
        }
        if (!replace && Files.exists(path)) {
            throw CommandException.wrongInput(path + ": the file exists; --force replaces it");
        }
        return new OutputFile(path);
    }

    /**
     * Makes the file.
     *
     * @param writing writes all of it
     * @return what the writing returns
     * @throws IOException where it cannot be written; then nothing is left of it
     */
    <T> T write(Writing<T> writing) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Path partial;
        try {
            partial = Files.createTempFile(folder, "." + path.getFileName(), ".partial");
        } catch (NoSuchFileException e) {
            throw new FileSystemException(path + ": no such folder");
        } catch (FileSystemException e) {
            throw new FileSystemException(path + ": cannot be written: " + reason(e));
        }
        // Where a signal ends us, the shutdown takes the partial file away.
        partial.toFile().deleteOnExit();
        try {
            T result;
            try (OutputStream out = new WrittenFile(path, Files.newOutputStream(partial))) {
                result = writing.write(out);
            }
            Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return result;
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static String reason(FileSystemException e) {
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }

    /** Names the file in what goes wrong. */
    private static final class WrittenFile extends OutputStream {

        private final Path path;
        private final OutputStream out;

        WrittenFile(Path path, OutputStream out) {
            this.path = path;
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw new IOException(path + ": cannot be written: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
