package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for all streams: what is written is read, and what is cut off or made up is refused with one error. */
class CodecPropertiesTest {

    private static final int PAGE_SIZE = 1024;

    /** One part of a stream. */
    private sealed interface Part {}

    private record Start(SectionHeader header, List<RamBlockSize> blocks) implements Part {}

    private record Pages(SectionType type, int sectionId, List<Page> pages) implements Part {}

    private record CommandPart(Command command, List<Byte> payload) implements Part {}

    private record Page(String block, long offset, long seed) {

        byte[] bytes() {
            byte[] bytes = new byte[PAGE_SIZE];
            if (seed != 0) {
                new Random(seed).nextBytes(bytes);
            }
            return bytes;
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsRead(@ForAll("streams") List<Part> parts) throws IOException {
        assertThat(read(write(parts))).isEqualTo(parts);
    }

    @Property(tries = 500)
    void aStreamCutOffAnywhereIsRefused(@ForAll("streams") List<Part> parts, @ForAll Random random) {
        byte[] bytes = write(parts);
        byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> read(cut))
                .satisfies(e -> assertThat(e.offset()).isBetween(0L, (long) cut.length));
    }

    @Property(tries = 1000)
    void aDamagedStreamIsReadOrRefused(@ForAll("streams") List<Part> parts, @ForAll Random random) throws IOException {
        byte[] bytes = write(parts);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }

        readOrRefuse(bytes);
    }

    @Property(tries = 1000)
    void madeUpBytesAreReadOrRefused(@ForAll byte[] bytes) throws IOException {
        byte[] stream = Written.by(output -> {
            StreamWriter.of(output).header();
            output.bytes(bytes);
        });

        readOrRefuse(stream);
    }

    @Property(tries = 1000)
    void madeUpReturnPathMessagesAreReadOrRefused(@ForAll byte[] bytes) throws IOException {
        ReturnPathReader reader = ReturnPathReader.of(StreamInput.of(bytes));
        try {
            for (int i = 0; i <= bytes.length; i++) {
                assertThat(reader.next()).isNotNull();
            }
        } catch (StreamFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
        }
    }

    @Provide
    Arbitrary<List<Part>> streams() {
        return parts().list().ofMaxSize(8);
    }

    private static Arbitrary<Part> parts() {
        Arbitrary<String> names = Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars('é', '€')
                .ofMinLength(1)
                .ofMaxLength(60);
        Arbitrary<Integer> ids = Arbitraries.integers();
        Arbitrary<Part> starts = Combinators.combine(ids, names, ids, ids, blocks(names))
                .as((id, idstr, instance, version, blocks) ->
                        new Start(new SectionHeader(SectionType.START, id, idstr, instance, version), blocks));
        Arbitrary<Page> pages = Combinators.combine(
                        names,
                        Arbitraries.longs().between(0, 1 << 20),
                        Arbitraries.longs().between(0, 3))
                .as((block, number, seed) -> new Page(block, number * PAGE_SIZE, seed));
        Arbitrary<Part> pageParts = Combinators.combine(
                        Arbitraries.of(SectionType.PART, SectionType.END),
                        ids,
                        pages.list().ofMaxSize(6))
                .as(Pages::new);
        Arbitrary<Part> commands = Arbitraries.of(Command.values())
                .flatMap(command -> Arbitraries.bytes()
                        .list()
                        .ofMaxSize(20)
                        .filter(payload -> command.hasLength(payload.size()))
                        .map(payload -> new CommandPart(command, payload)));
        return Arbitraries.oneOf(starts, pageParts, commands);
    }

    private static Arbitrary<List<RamBlockSize>> blocks(Arbitrary<String> names) {
        return Combinators.combine(names, Arbitraries.longs().between(1, 1 << 20))
                .as((name, pages) -> new RamBlockSize(name, pages * PAGE_SIZE))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    private static byte[] write(List<Part> parts) {
        return Written.by(output -> {
            StreamWriter writer = StreamWriter.of(output);
            RamWriter ram = RamWriter.of(output, PAGE_SIZE);
            writer.header();
            for (Part part : parts) {
                writePart(writer, ram, part);
            }
            writer.endOfFile();
        });
    }

    private static void writePart(StreamWriter writer, RamWriter ram, Part part) throws IOException {
        if (part instanceof Start start) {
            writer.sectionHeader(start.header());
            ram.memorySize(start.blocks());
            ram.endOfSection();
            writer.footer(start.header().sectionId());
        } else if (part instanceof Pages pages) {
            writer.sectionHeader(pages.type(), pages.sectionId());
            for (Page page : pages.pages()) {
                if (page.seed() == 0) {
                    ram.zeroPage(page.block(), page.offset());
                } else {
                    ram.page(page.block(), page.offset(), ByteBuffer.wrap(page.bytes()), 0);
                }
            }
            ram.endOfSection();
            writer.footer(pages.sectionId());
        } else if (part instanceof CommandPart command) {
            byte[] payload = new byte[command.payload().size()];
            for (int i = 0; i < payload.length; i++) {
                payload[i] = command.payload().get(i);
            }
            writer.command(command.command(), payload);
        }
    }

    private static List<Part> read(byte[] bytes) throws IOException {
        StreamReader reader = StreamReader.of(StreamInput.of(bytes));
        RamReader ram = RamReader.of(reader.input(), PAGE_SIZE);
        List<Part> parts = new ArrayList<>();
        reader.header();
        for (SectionType type = reader.sectionType(); type != SectionType.EOF; type = reader.sectionType()) {
            parts.add(readPart(reader, ram, type));
        }
        return parts;
    }

    private static Part readPart(StreamReader reader, RamReader ram, SectionType type) throws IOException {
        Collector collector = new Collector();
        switch (type) {
            case START:
                SectionHeader header = reader.sectionHeader(type);
                ram.section(collector);
                reader.footer(header.sectionId(), header.idstr());
                return new Start(header, collector.blocks);
            case PART, END:
                int sectionId = reader.sectionId();
                ram.section(collector);
                reader.footer(sectionId, "ram");
                return new Pages(type, sectionId, collector.pages);
            case COMMAND:
                CommandRecord command = reader.command();
                List<Byte> payload = new ArrayList<>();
                for (byte b : command.payload()) {
                    payload.add(b);
                }
                return new CommandPart(command.command(), payload);
            default:
                throw new StreamFormatException(reader.input().position() - 1, "a part", type.toString());
        }
    }

    private static void readOrRefuse(byte[] bytes) throws IOException {
        try {
            read(bytes);
        } catch (StreamFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
        }
    }

    /** Puts the records of one section together again. */
    private static final class Collector implements RamRecordHandler {

        private final List<Page> pages = new ArrayList<>();
        private List<RamBlockSize> blocks = List.of();

        @Override
        public void memorySize(long offset, List<RamBlockSize> sizes) {
            blocks = sizes;
        }

        @Override
        public void zeroPage(RamPage page) {
            pages.add(new Page(page.block(), page.offset(), 0));
        }

        @Override
        public void page(RamPage page, StreamInput input) throws IOException {
            byte[] bytes = input.bytes(PAGE_SIZE, "a page");
            for (long seed = 1; seed <= 3; seed++) {
                Page candidate = new Page(page.block(), page.offset(), seed);
                if (Arrays.equals(candidate.bytes(), bytes)) {
                    pages.add(candidate);
                    return;
                }
            }
            pages.add(new Page(page.block(), page.offset(), -1));
        }
    }
}
