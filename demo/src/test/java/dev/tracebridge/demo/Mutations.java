package dev.tracebridge.demo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages inputs. What comes out depends on the random numbers and the inputs only. */
final class Mutations {

    /** Where streams have their heads, and where their devices and descriptions begin, counted from the end. */
    private static final int HEAD = 2_000;

    private static final int TAIL = 350_000;

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0xffff,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final int MOST_INSERTED = 64;

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    /** A damaged copy of one of {@code inputs}, never longer than twice the longest. */
    byte[] next(List<byte[]> inputs) {
        byte[] bytes = inputs.get(random.nextInt(inputs.size())).clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && bytes.length > 0; i++) {
            bytes = mutate(bytes, inputs);
        }
        return bytes;
    }

    private byte[] mutate(byte[] bytes, List<byte[]> inputs) {
        int at = place(bytes.length);
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2, 3 -> number(bytes, at);
            case 4 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
            case 5 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 6 -> {
                return join(bytes, at, new byte[0], Math.min(bytes.length, at + 1 + random.nextInt(MOST_INSERTED)));
            }
            case 7 -> {
                int from = place(bytes.length);
                byte[] part = Arrays.copyOfRange(
                        bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(MOST_INSERTED)));
                return join(bytes, at, part, at);
            }
            default -> {
                byte[] other = inputs.get(random.nextInt(inputs.size()));
                if (other.length > 0) {
                    int from = place(other.length);
                    int end = Math.min(other.length, from + 1 + random.nextInt(8 * MOST_INSERTED));
                    return join(
                            bytes, at, Arrays.copyOfRange(other, from, end), Math.min(bytes.length, at + end - from));
                }
            }
        }
        return bytes;
    }

    private void number(byte[] bytes, int at) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        int width = 1 << random.nextInt(4);
        byte[] bigEndian = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        int count = Math.min(width, bytes.length - at);
        System.arraycopy(bigEndian, Long.BYTES - width, bytes, at, count);
    }

    /** Damage goes where it hurts as often as anywhere. */
    private int place(int length) {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(Math.min(length, HEAD));
            case 1 -> length - 1 - random.nextInt(Math.min(length, TAIL));
            default -> random.nextInt(length);
        };
    }

    private static byte[] join(byte[] bytes, int at, byte[] between, int from) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(bytes.length + between.length);
        joined.write(bytes, 0, at);
        joined.writeBytes(between);
        joined.write(bytes, from, bytes.length - from);
        return joined.toByteArray();
    }
}
