package dev.tracebridge.demo.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.engine.FileTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineSettings;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads what a source wrote with nothing but {@link DataInputStream} and the format as QEMU defines it: the reader under
 * test elsewhere has no part in it.
 */
class StreamBytesTest {

    private static final long RAM = 4L << 20;
    private static final long VIDEO = 2L << 20;
    private static final long FIRMWARE = 256L << 10;
    private static final int PAGE = 4096;

    private DataInputStream in;
    private byte[] memory;
    private final Set<Long> seenPages = new HashSet<>();
    private String block = "";

    @BeforeEach
    void write(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("stream.bin");
        try (Machine machine = Machine.booted(new MachineSettings(RAM, 10, PAGE, 0))) {
            machine.start();
            MigrationReport report = OutgoingMigration.start(
                            machine,
                            FileTransport.create(file),
                            MigrationParameters.DEFAULTS,
                            (transferred, remaining, syncs, megabits) -> {})
                    .await();
            assertThat(report.error()).isNull();
            memory = new byte[(int) RAM];
            machine.memory().blocks().get(0).memory().get(0, memory);
        }
        in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    @Test
    void followsTheFormatFieldByField() throws IOException {
        assertThat(in.readInt()).as("magic").isEqualTo(0x5145564d);
        assertThat(in.readInt()).as("version").isEqualTo(3);
        assertThat(in.readByte()).as("configuration").isEqualTo((byte) 7);
        assertThat(text(in.readInt())).isEqualTo("tracebridge-pc-1.0");
        start();
        byte[] copy = new byte[(int) RAM];
        byte type = in.readByte();
        assertThat(type).as("a PART").isEqualTo((byte) 2);
        while (type == 2) {
            pages(copy);
            type = in.readByte();
        }
        assertThat(type).as("SWITCHOVER_START").isEqualTo((byte) 8);
        assertThat(in.readShort()).isEqualTo((short) 11);
        assertThat(in.readShort()).isZero();
        assertThat(in.readByte()).as("the END").isEqualTo((byte) 3);
        pages(copy);
        full(0, "timer", 2, 24);
        full(2, "cpu_common", 1, 8);
        full(3, "cpu", 1, 6 * 8 + 8);
        full(4, "serial", 3, 2 + 9);
        full(5, "mc146818rtc", 3, 245);
        full(6, "i8254", 3, 4 + 3 * 32 + 8);
        full(7, "globalstate", 1, 4 + 100);
        assertThat(in.readByte()).as("EOF").isZero();
        assertThat(in.readByte()).as("description").isEqualTo((byte) 6);
        assertThat(text(in.readInt()))
                .startsWith("{\"configuration\": {\"vmsd_name\": \"configuration\", \"version\": 1, \"fields\": "
                        + "[{\"name\": \"len\", \"type\": \"uint32\", \"size\": 4}, "
                        + "{\"name\": \"name\", \"type\": \"buffer\", \"size\": 18}]}, \"page_size\": 4096, "
                        + "\"devices\": [{\"name\": \"timer\", \"instance_id\": 0, \"vmsd_name\": \"timer\"")
                .endsWith("]}]}");
        assertThat(in.read()).as("the end").isEqualTo(-1);
        assertThat(seenPages).hasSize((int) ((RAM + VIDEO + FIRMWARE) / PAGE));
        assertThat(copy).isEqualTo(memory);
    }

    private void start() throws IOException {
        assertThat(in.readByte()).as("START").isEqualTo((byte) 1);
        assertThat(in.readInt()).as("section id").isEqualTo(1);
        assertThat(text(in.readByte())).isEqualTo("ram");
        assertThat(in.readInt()).as("instance").isZero();
        assertThat(in.readInt()).as("version").isEqualTo(4);
        assertThat(in.readLong()).as("MEM_SIZE").isEqualTo(RAM + VIDEO + FIRMWARE | 4);
        block("pc.ram", RAM);
        block("vga.vram", VIDEO);
        block("pc.bios", FIRMWARE);
        assertThat(in.readLong()).as("EOS").isEqualTo(16);
        footer(1);
    }

    private void block(String name, long length) throws IOException {
        assertThat(text(in.readByte())).isEqualTo(name);
        assertThat(in.readLong()).isEqualTo(length);
    }

    /** The payload of a PART or END, from its section id to its footer. */
    private void pages(byte[] copy) throws IOException {
        assertThat(in.readInt()).as("section id").isEqualTo(1);
        for (long word = in.readLong(); word != 16; word = in.readLong()) {
            long offset = word & -PAGE;
            int flags = (int) (word & PAGE - 1);
            if ((flags & 0x20) == 0) {
                String name = text(in.readByte());
                assertThat(name).as("a block named again").isNotEqualTo(block);
                block = name;
            }
            byte[] page = new byte[PAGE];
            if ((flags & ~0x20) == 2) {
                assertThat(in.readByte()).as("fill").isZero();
            } else {
                assertThat(flags & ~0x20).as("PAGE").isEqualTo(8);
                in.readFully(page);
            }
            seenPages.add(offset | block.length());
            if (block.equals("pc.ram")) {
                System.arraycopy(page, 0, copy, (int) offset, PAGE);
            }
        }
        footer(1);
    }

    private void full(int sectionId, String idstr, int version, int length) throws IOException {
        assertThat(in.readByte()).as("FULL").isEqualTo((byte) 4);
        assertThat(in.readInt()).as("section id").isEqualTo(sectionId);
        assertThat(text(in.readByte())).isEqualTo(idstr);
        assertThat(in.readInt()).as("instance").isZero();
        assertThat(in.readInt()).as("version").isEqualTo(version);
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (idstr.equals("globalstate")) {
            assertThat(payload).startsWith(0, 0, 0, 8, 'r', 'u', 'n', 'n', 'i', 'n', 'g', 0);
        }
        footer(sectionId);
    }

    private void footer(int sectionId) throws IOException {
        assertThat(in.readByte()).as("footer").isEqualTo((byte) 0x7e);
        assertThat(in.readInt()).as("its section id").isEqualTo(sectionId);
    }

    private String text(int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
