package dev.tracebridge.demo.qemu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A guest of 512 bytes that never stops writing: it counts in one word of memory and writes each number into the next of
 * 128 pages. Its source is the list of instructions here.
 */
public final class BootSector {

    /** Where the guest counts, a little-endian double word. */
    public static final long COUNTER = 0x7e00;

    private static final int SIZE = 512;
    private static final String[] INSTRUCTIONS = {
        // 16 bit, real mode; the BIOS has put us at 0x7c00
        "31c0", //                   xor  ax, ax
        "8ed8", //                   mov  ds, ax
        "bb0010", //                 mov  bx, 0x1000         ; segment of the page to write, from 64 KiB on
        "66c706007e00000000", //     mov  dword [0x7e00], 0
        // next:
        "66ff06007e", //             inc  dword [0x7e00]
        "a1007e", //                 mov  ax, [0x7e00]
        "8ec3", //                   mov  es, bx
        "26a30000", //               mov  es:[0], ax
        "81c30001", //               add  bx, 0x100          ; 4 KiB further
        "81fb0090", //               cmp  bx, 0x9000
        "72e8", //                   jb   next
        "bb0010", //                 mov  bx, 0x1000
        "ebe3", //                   jmp  next
    };

    private BootSector() {}

    /** Writes a floppy disk with the boot sector. */
    public static Path write(Path file) throws IOException {
        return write(file, INSTRUCTIONS);
    }

    /** Writes a floppy disk with a boot sector of these instructions, in hexadecimal. */
    static Path write(Path file, String... instructions) throws IOException {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        for (String instruction : instructions) {
            code.write(HexFormat.of().parseHex(instruction));
        }
        byte[] sector = new byte[SIZE];
        System.arraycopy(code.toByteArray(), 0, sector, 0, code.size());
        sector[SIZE - 2] = 0x55;
        sector[SIZE - 1] = (byte) 0xaa;
        return Files.write(file, sector);
    }
}
