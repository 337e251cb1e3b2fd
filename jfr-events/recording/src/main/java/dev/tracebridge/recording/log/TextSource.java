package dev.tracebridge.recording.log;

import dev.tracebridge.recording.chunk.RecordingWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A log of QEMU's {@code log} backend.
 *
 * <p>Records are written in the order of the lines, which is that of time for each thread. Pairing goes by time, since between threads QEMU's lines
 * may stand some microseconds out of order.
 */
final class TextSource implements ImportSource {

    /** Lines so close to the newest wait for the next block, where an older one may stand. */
    private static final long DISORDER_NANOS = 1_000_000;

    private static final int MAX_INNER_LINES = 64;

    private final String name;
    private final InputStream in;
    private final LineBlock block;
    private final RecordTypes types;
    private final RecordingWriter out;
    private final LogThreads threads;
    private final LogTime times;
    private final KeptLine keptLine;
    private final RecordPlace place;
    private final SourceCounts counts = new SourceCounts();
    private final LinePrefix prefix = new LinePrefix();
    private final ArgumentValues values = new ArgumentValues();

    private DerivedSpans spans;
    private long end = Long.MIN_VALUE;
    private int lines;
    private RecordType[] type = new RecordType[1 << 14];
    private LogForm[] form = new LogForm[1 << 14];
    private long[] time = new long[1 << 14];
    private int[] thread = new int[1 << 14];
    private int[] nameEnd = new int[1 << 14];
    private boolean[] exact = new boolean[1 << 14];
    private boolean[] inSpan = new boolean[1 << 14];
    private int[] pairing = new int[1 << 14];

    private int nameHash;
    private boolean started;
    /** Whether the records that may begin or end something stand in the order of time, so that they are paired as they are written. */
    private boolean ordered;

    TextSource(String name, InputStream in, RecordTypes types, RecordingWriter out, KeptLine keptLine, long start) {
        this.name = name;
        this.in = in;
        this.block = new LineBlock(name, in);
        this.types = types;
        this.out = out;
        this.threads = new LogThreads(name, out);
        this.times = new LogTime(start);
        this.place = new RecordPlace(name);
        this.keptLine = keptLine;
    }

    @Override
    public void pairWith(DerivedSpans derived) {
        spans = derived;
    }

    @Override
    public byte[] beginning() {
        return Arrays.copyOf(block.bytes(), block.size());
    }

    @Override
    public boolean prepare() throws IOException {
        if (!block.fill()) {
            return false;
        }
        if (!started) {
            started = true;
            refuseBinary();
        }
        grow(block.count());
        scan();
        return true;
    }

    private void refuseBinary() {
        byte[] bytes = block.bytes();
        for (int i = 0; i < block.size(); i++) {
            if (bytes[i] == 0) {
                throw new LogImportException(name
                        + ": expected a trace log, found a binary file: byte 0 at offset " + i
                        + "; of binary files only QEMU's simple traces and gzip are known");
            }
        }
    }

    private void grow(int count) {
        if (count > type.length) {
            int length = Math.max(count, 2 * type.length);
            type = Arrays.copyOf(type, length);
            form = Arrays.copyOf(form, length);
            time = Arrays.copyOf(time, length);
            thread = Arrays.copyOf(thread, length);
            nameEnd = Arrays.copyOf(nameEnd, length);
            exact = Arrays.copyOf(exact, length);
            inSpan = Arrays.copyOf(inSpan, length);
            pairing = Arrays.copyOf(pairing, length);
        }
    }

    /** Finds out what each line is, and how many of them are to be written now. */
    private void scan() {
        byte[] bytes = block.bytes();
        long newest = Long.MIN_VALUE;
        long firstTime = 0;
        boolean anyTime = false;
        for (int i = 0; i < block.count(); i++) {
            prefix.read(bytes, block.start(i), block.end(i));
            int end = nameEnd(bytes, prefix.nameStart, block.end(i));
            nameEnd[i] = end;
            form[i] = prefix.form;
            type[i] = end == prefix.nameStart ? null : types.find(bytes, prefix.nameStart, end, nameHash);
            time[i] = prefix.time;
            exact[i] = prefix.exact;
            thread[i] = type[i] == null ? 0 : threads.number(prefix.thread);
            if (prefix.form != LogForm.NONE && type[i] != null) {
                newest = Math.max(newest, prefix.time);
                firstTime = anyTime ? firstTime : prefix.time;
                anyTime = true;
            }
        }
        lines = block.count();
        if (!block.atEnd()) {
            int keep = 0;
            int most = Math.min(lines / 2, 4 * MAX_INNER_LINES);
            while (keep < MAX_INNER_LINES && keep < most
                    || keep < lines / 2 && time[lines - 1 - keep] > newest - DISORDER_NANOS) {
                keep++;
            }
            lines -= keep;
        }
        if (anyTime) {
            times.before(firstTime);
        }
        for (int i = 0; i < lines; i++) {
            if (type[i] != null) {
                if (form[i] == LogForm.NONE) {
                    time[i] = times.unknown();
                } else {
                    times.at(time[i]);
                }
            }
        }
    }

    /** Where the name ends, its start where no blank follows it; and its hash. */
    private int nameEnd(byte[] bytes, int from, int to) {
        int hash = 0;
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            boolean word = b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_' || b >= 'A' && b <= 'Z';
            if (!word) {
                break;
            }
            hash = RecordTypes.hash(hash, b);
            at++;
        }
        nameHash = hash;
        return at == to || bytes[at] == ' ' ? at : from;
    }

    @Override
    public long time() {
        for (int i = 0; i < lines; i++) {
            if (type[i] != null) {
                return time[i];
            }
        }
        return Long.MIN_VALUE;
    }

    @Override
    public int write() throws IOException {
        ordered = isOrdered();
        if (!ordered) {
            pair();
        }
        for (int i = 0; i < lines; i++) {
            i += write(i);
        }
        counts.lines += lines;
        block.consume(lines);
        return lines;
    }

    private boolean isOrdered() {
        long last = Long.MIN_VALUE;
        for (int i = 0; i < lines; i++) {
            if (type[i] != null && type[i].paired()) {
                if (time[i] < last) {
                    return false;
                }
                last = time[i];
            }
        }
        return true;
    }

    /** Shows the records that may begin or end something to the rules, in the order of time. */
    private void pair() throws IOException {
        int paired = 0;
        for (int i = 0; i < lines; i++) {
            inSpan[i] = false;
            if (type[i] != null && type[i].paired()) {
                int at = paired++;
                while (at > 0 && time[pairing[at - 1]] > time[i]) {
                    pairing[at] = pairing[at - 1];
                    at--;
                }
                pairing[at] = i;
            }
        }
        for (int k = 0; k < paired; k++) {
            int i = pairing[k];
            inSpan[i] = fits(i, last(i)) && accept(i);
        }
    }

    private boolean accept(int line) throws IOException {
        return spans.accept(new TraceRecord(type[line], values, time[line], thread[line], counts.lines + line + 1));
    }

    /** The last line of the record that begins on a line. */
    private int last(int line) {
        int more = type[line].innerLines();
        return more <= MAX_INNER_LINES && line + more < block.count() ? line + more : line;
    }

    /** Reads the record of these lines. */
    private boolean fits(int line, int last) {
        int to = block.end(last);
        return exact[line]
                && nameEnd[line] < to
                && type[line].read(block.bytes(), nameEnd[line] + 1, to, values)
                && block.isTerminated(last)
                && (block.isAscii() || Utf8.isValid(block.bytes(), nameEnd[line], to));
    }

    /** Writes the record that begins on a line; answers how many more lines it has. */
    private int write(int line) throws IOException {
        RecordType found = type[line];
        if (found == null) {
            skip(line);
            return 0;
        }
        int last = last(line);
        place.at(counts.lines + line + 1, form[line]);
        if (form[line] == LogForm.NONE) {
            counts.untimed++;
        }
        if (!fits(line, last)) {
            keep(line);
            return 0;
        }
        boolean told = found.paired() && (ordered ? accept(line) : inSpan[line]);
        found.write(out, values, time[line], thread[line], told, place);
        counts.records++;
        end = Math.max(end, time[line]);
        // The block may end inside the record.
        lines = Math.max(lines, last + 1);
        return last - line;
    }

    private void keep(int line) throws IOException {
        RecordType found = type[line];
        found.countUnfit();
        counts.misfit(found.tracepoint().name());
        if (!found.anySensitive()) {
            keptLine.write(
                    found.tracepoint().name(),
                    block.bytes(),
                    block.start(line),
                    block.end(line),
                    block.isTerminated(line),
                    time[line],
                    thread[line],
                    place);
        }
    }

    private void skip(int line) {
        byte[] bytes = block.bytes();
        int from = block.start(line);
        prefix.read(bytes, from, block.end(line));
        boolean traced = form[line] == LogForm.THREAD && nameEnd[line] > prefix.nameStart;
        if (traced) {
            counts.unknown(
                    new String(bytes, prefix.nameStart, nameEnd[line] - prefix.nameStart, StandardCharsets.US_ASCII));
        } else {
            counts.skipped++;
        }
    }

    @Override
    public void finish() throws IOException {
        spans.finish(end);
    }

    @Override
    public SourceSummary summary() {
        return counts.summary(name);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
