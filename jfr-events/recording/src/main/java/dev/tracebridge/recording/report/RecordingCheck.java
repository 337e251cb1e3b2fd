package dev.tracebridge.recording.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Says what is wrong with a file that no report can be made of, and what to do. */
final class RecordingCheck {

    private static final String RECORDING = "a JDK Flight Recorder recording";
    private static final byte[] MAGIC = {'F', 'L', 'R', 0};
    private static final int LOOKED_AT = 256;

    /** QEMU's log, with or without process and time: {@code 123@1700000000.123456:migrate_set_state new state setup}. */
    private static final Pattern LOG_LINE = Pattern.compile("(?:\\d+@\\d+\\.\\d+:)?[a-z_][a-z0-9_]+ [^\\p{Cntrl}]*");

    private RecordingCheck() {}

    static void check(Path file) {
        if (!Files.exists(file)) {
            throw new ReportException(file, RECORDING, "no file", "Check the path.", null);
        }
        if (Files.isDirectory(file)) {
            throw new ReportException(
                    file,
                    RECORDING,
                    "a directory",
                    "The repository of a dead JVM becomes a recording with: jfr assemble DIRECTORY FILE.jfr",
                    null);
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(LOOKED_AT);
        } catch (IOException cause) {
            throw new ReportException(
                    file, RECORDING, "a file that cannot be read: " + cause, "Check its permissions.", cause);
        }
        if (head.length == 0) {
            throw new ReportException(
                    file,
                    RECORDING,
                    "an empty file",
                    "The JVM may still be running: its recording is written when it ends, or on jcmd PID JFR.dump.",
                    null);
        }
        if (!Arrays.equals(head, 0, Math.min(head.length, MAGIC.length), MAGIC, 0, MAGIC.length)) {
            throw noRecording(file, head);
        }
    }

    private static ReportException noRecording(Path file, byte[] head) {
        String line = new String(head, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        if (LOG_LINE.matcher(line).matches()) {
            return new ReportException(
                    file,
                    RECORDING,
                    "what looks like QEMU's trace log",
                    "Make a recording of it first: import " + file.getFileName() + " --catalogue FILE -o out.jfr",
                    null);
        }
        return new ReportException(
                file,
                RECORDING,
                "something else: it does not begin with \"FLR\"",
                "A compressed recording must be unpacked first.",
                null);
    }

    static ReportException unreadable(Path file, Exception cause, long events) {
        return new ReportException(
                file,
                "a whole recording",
                "a damaged or truncated one: " + cause.getMessage()
                        + (events == 0 ? "" : ", after " + events + " events, none of a migration"),
                "If it was copied while the JVM was writing it, copy it again, or take one with: jcmd PID JFR.dump",
                cause);
    }

    static ReportException withoutMigration(Path file, String mostFrequent, long events) {
        return new ReportException(
                file,
                "events of migration tracepoints (qemu.migration.*)",
                events == 0 ? "no event at all" : events + " events of other types, most of them " + mostFrequent,
                "Was the JVM started with -javaagent:tracebridge.jar, and the recording running during the migration?",
                null);
    }
}
