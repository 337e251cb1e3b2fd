package dev.tracebridge.demo.transport;

import dev.tracebridge.demo.engine.FileTransport;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.SocketTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a migration goes to or comes from, in the syntax QEMU has for it. */
public sealed interface MigrationAddress {

    /** What an address may look like, for those who wrote another. */
    String SYNTAX = "tcp:HOST:PORT, unix:PATH, exec:COMMAND, fd:NUMBER or file:PATH[,offset=BYTES]";

    /**
     * Reads an address. HOST:PORT alone means {@code tcp:}; {@code tcp::4444} is port 4444 of the loopback interface, and
     * any other interface must be named.
     *
     * @throws IllegalArgumentException if it is none, with a message that says what is expected
     */
    static MigrationAddress parse(String text) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        return switch (scheme) {
            case "tcp" -> Tcp.parse(rest, text);
            case "unix" -> new Unix(Path.of(required(rest, text)));
            case "exec" -> new Exec(required(rest, text));
            case "fd" -> Fd.parse(rest, text);
            case "file" -> File.parse(required(rest, text), text);
            default -> Tcp.parse(text, text);
        };
    }

    /**
     * Opens the way to the destination.
     *
     * @param timeout for connecting, and for each read and write without progress
     */
    MigrationChannel connect(Duration timeout) throws IOException;

    /** Gets ready for a source. */
    Entrance listen() throws IOException;

    private static String required(String rest, String text) {
        if (rest.isEmpty()) {
            throw wrong(text);
        }
        return rest;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("expected " + SYNTAX + ", found " + text);
    }

    /**
     * A port.
     *
     * @param address its host and number; a host that is not known yet stays unresolved
     */
    record Tcp(InetSocketAddress address) implements MigrationAddress {

        private static final Pattern HOST_AND_PORT =
                Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\[\\]]*)):(\\d{1,5})");
        private static final String LOOPBACK = "127.0.0.1";
        private static final int HIGHEST_PORT = 65535;

        /** Refuses null. */
        public Tcp {
            Objects.requireNonNull(address, "address");
        }

        private static Tcp parse(String rest, String text) {
            Matcher matcher = HOST_AND_PORT.matcher(rest);
            if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > HIGHEST_PORT) {
                throw wrong(text);
            }
            String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            return new Tcp(new InetSocketAddress(host.isEmpty() ? LOOPBACK : host, Integer.parseInt(matcher.group(3))));
        }

        @Override
        public MigrationChannel connect(Duration timeout) throws IOException {
            return SocketTransport.connect(address, timeout);
        }

        @Override
        public Entrance listen() throws IOException {
            return Entrance.of(MigrationListener.bind(address));
        }

        @Override
        public String toString() {
            return "tcp:" + SocketTransport.text(address);
        }
    }

    /**
     * A UNIX socket.
     *
     * @param path its name in the file system
     */
    record Unix(Path path) implements MigrationAddress {

        @Override
        public MigrationChannel connect(Duration timeout) throws IOException {
            return SocketTransport.connect(UnixDomainSocketAddress.of(path), timeout);
        }

        @Override
        public Entrance listen() throws IOException {
            return Entrance.of(MigrationListener.bind(UnixDomainSocketAddress.of(path)));
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * A command of the shell, which takes the stream on its standard input or gives it on its standard output.
     *
     * @param command what {@code /bin/sh -c} runs
     */
    record Exec(String command) implements MigrationAddress {

        @Override
        public MigrationChannel connect(Duration timeout) throws IOException {
            return CommandTransport.writingTo(command, timeout);
        }

        @Override
        public Entrance listen() {
            return Entrance.of(toString(), timeout -> CommandTransport.readingFrom(command, timeout));
        }

        @Override
        public String toString() {
            return "exec:" + command;
        }
    }

    /**
     * A pipe or a file that this process has inherited.
     *
     * @param number its file descriptor
     */
    record Fd(int number) implements MigrationAddress {

        private static final Pattern NUMBER = Pattern.compile("\\d{1,7}");

        private static Fd parse(String rest, String text) {
            if (!NUMBER.matcher(rest).matches()) {
                throw wrong(text);
            }
            return new Fd(Integer.parseInt(rest));
        }

        @Override
        public MigrationChannel connect(Duration timeout) throws IOException {
            return DescriptorTransport.writingTo(number, timeout);
        }

        @Override
        public Entrance listen() {
            return Entrance.of(toString(), timeout -> DescriptorTransport.readingFrom(number, timeout));
        }

        @Override
        public String toString() {
            return "fd:" + number;
        }
    }

    /**
     * A file.
     *
     * @param path its name
     * @param offset where in it the stream begins
     */
    record File(Path path, long offset) implements MigrationAddress {

        private static final Pattern WITH_OFFSET =
                Pattern.compile("(.+),offset=(\\d{1,15})([KMG]?)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        private static final String UNITS = "KMG";
        private static final int UNIT_BITS = 10;

        private static File parse(String rest, String text) {
            Matcher matcher = WITH_OFFSET.matcher(rest);
            if (!matcher.matches()) {
                if (rest.contains(",offset=")) {
                    throw wrong(text);
                }
                return new File(Path.of(rest), 0);
            }
            String unit = matcher.group(3).toUpperCase(Locale.ROOT);
            int shift = unit.isEmpty() ? 0 : UNIT_BITS * (UNITS.indexOf(unit) + 1);
            long offset = Long.parseLong(matcher.group(2));
            if (offset > Long.MAX_VALUE >> shift) {
                throw wrong(text);
            }
            return new File(Path.of(matcher.group(1)), offset << shift);
        }

        @Override
        public MigrationChannel connect(Duration timeout) throws IOException {
            return FileTransport.create(path, offset);
        }

        @Override
        public Entrance listen() {
            return Entrance.of(toString(), timeout -> FileTransport.open(path, offset));
        }

        @Override
        public String toString() {
            return "file:" + path + (offset == 0 ? "" : ",offset=" + offset);
        }
    }
}
