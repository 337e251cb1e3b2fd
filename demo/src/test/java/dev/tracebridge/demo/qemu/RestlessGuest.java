package dev.tracebridge.demo.qemu;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A guest that keeps 128 pages dirty: of each four, one changes by a word, one altogether, and two are written as they were. It counts where
 * {@link BootSector} does. After each round it has the processor forget what pages it may write without QEMU noticing, which software emulation
 * would otherwise remember beyond the sync of the dirty bitmap.
 */
public final class RestlessGuest {

    private static final String[] INSTRUCTIONS = {
        "31c0", //                   xor  ax, ax
        "8ed8", //                   mov  ds, ax
        "bb0010", //                 mov  bx, 0x1000         ; segment of the page to write, from 64 KiB on
        "66c706007e00000000", //     mov  dword [0x7e00], 0
        // next:
        "66ff06007e", //             inc  dword [0x7e00]
        "66a1007e", //               mov  eax, [0x7e00]
        "6669c0b979379e", //         imul eax, eax, 0x9e3779b9
        "8ec3", //                   mov  es, bx
        "31ff", //                   xor  di, di
        "b90100", //                 mov  cx, 1
        "f6c702", //                 test bh, 2
        "7403", //                   jz   +3
        "b90004", //                 mov  cx, 1024           ; the whole page
        "f6c701", //                 test bh, 1
        "7406", //                   jz   +6
        "66b878563412", //           mov  eax, 0x12345678    ; the same each time
        "f366ab", //                 rep  stosd
        "81c30001", //               add  bx, 0x100          ; 4 KiB further
        "81fb0090", //               cmp  bx, 0x9000
        "72c9", //                   jb   next
        "bb0010", //                 mov  bx, 0x1000
        "0f20c0", //                 mov  eax, cr0
        "663500000100", //           xor  eax, 0x10000       ; write protect: the TLB is flushed
        "0f22c0", //                 mov  cr0, eax
        "ebb8", //                   jmp  next
    };

    private RestlessGuest() {}

    /** Writes a floppy disk that boots it. */
    public static Path write(Path file) throws IOException {
        return BootSector.write(file, INSTRUCTIONS);
    }
}
