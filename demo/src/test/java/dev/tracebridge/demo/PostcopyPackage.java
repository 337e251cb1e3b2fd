package dev.tracebridge.demo;

import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.file.StreamWalk;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;

/**
 * Where a postcopy's package stands in a stream.
 *
 * @param command offset of the command that announces it
 * @param start offset of its first byte
 * @param end offset behind its last byte, which lets the destination run the guest
 */
record PostcopyPackage(int command, int start, int end) {

    private static final int HEAD = 1 + 2 * Short.BYTES + Integer.BYTES;

    /** The package that a stream announces, be it there or cut off; null if none is. */
    static PostcopyPackage in(byte[] stream) throws IOException {
        Search search = new Search();
        try {
            StreamWalk.live(StreamInput.of(stream), RamBlock.PAGE_SIZE, search).sections();
        } catch (StreamFormatException e) {
            // cut off
        }
        return search.found;
    }

    private static final class Search implements StreamVisitor {

        private long reached;
        private PostcopyPackage found;

        @Override
        public void reached(long offset) {
            reached = offset;
        }

        @Override
        public void command(CommandRecord command) {
            if (command.command() == Command.PACKAGED) {
                int start = (int) reached + HEAD;
                found = new PostcopyPackage((int) reached, start, start + command.value());
            }
        }
    }
}
