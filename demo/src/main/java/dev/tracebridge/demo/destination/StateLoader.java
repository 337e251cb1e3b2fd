package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.description.StreamDescription;
import dev.tracebridge.demo.file.PayloadSearch;
import dev.tracebridge.demo.file.SectionLedger;
import dev.tracebridge.demo.machine.IncomingMachine;
import dev.tracebridge.demo.machine.StateEntry;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.DiscardRanges;
import dev.tracebridge.demo.stream.PrintableText;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamReader;
import dev.tracebridge.demo.vmstate.Configuration;
import dev.tracebridge.demo.vmstate.VmStateLoader;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads a machine's stream part by part. For one thread. */
final class StateLoader {

    private static final String RAM = "ram";

    /** What QEMU calls the state of a device that has code in its place. */
    private static final String NO_STATE = "(old)";

    /** QEMU's result of a command after which the guest is to run. */
    private static final int QUIT = 1;

    private final IncomingMachine machine;
    private final StreamInput input;
    private final StreamReader reader;
    private final RamSections ram;
    private final CommandHandler commands;
    private final Map<Integer, SectionHeader> sections;
    private final SectionLedger loaded;
    private final Set<StateEntry<?>> missing;
    private final PayloadSearch search;
    private final boolean besideGuest;
    private boolean ramComplete;
    private byte[] description;
    private long descriptionOffset;
    private IOException descriptionFailure;

    /** What ends a stream, or a package in it. */
    enum Ending {
        /** The end of the sections. */
        END_OF_FILE,
        /** The guest is to run now. */
        RUN
    }

    /** Reads a stream from its beginning. */
    StateLoader(IncomingMachine machine, StreamInput input, RamSections ram, CommandHandler commands) {
        this.machine = machine;
        this.input = input;
        this.reader = StreamReader.of(input);
        this.ram = ram;
        this.commands = commands;
        this.besideGuest = false;
        this.sections = new ConcurrentHashMap<>();
        this.search = new PayloadSearch(input, sections::containsKey, false);
        this.loaded = new SectionLedger();
        this.missing = Collections.newSetFromMap(new IdentityHashMap<>());
        for (StateEntry<?> entry : machine.entries()) {
            if (entry.isNeeded()) {
                missing.add(entry);
            }
        }
    }

    private StateLoader(StateLoader outer, StreamInput input, RamSections ram, boolean besideGuest, boolean fragment) {
        this.machine = outer.machine;
        this.input = input;
        this.reader = StreamReader.of(input);
        this.ram = ram;
        this.commands = outer.commands;
        this.besideGuest = besideGuest;
        this.sections = outer.sections;
        this.search = new PayloadSearch(input, sections::containsKey, fragment);
        this.loaded = outer.loaded;
        this.missing = outer.missing;
    }

    /** Reads a package of this stream. */
    StateLoader ofPackage(StreamInput bytes) {
        return new StateLoader(this, bytes, ram, false, true);
    }

    /** Reads the rest of this stream, or what comes over another connection, while the guest runs. */
    StateLoader besideGuest(StreamInput rest, RamSections pages) {
        return new StateLoader(this, rest, pages, true, false);
    }

    /**
     * Reads the whole stream, except that the description is kept for {@link #checkDescription}; or up to where the guest
     * is to run.
     */
    Ending load() throws IOException {
        header();
        MigrationTrace.loadvm_state_setup();
        Ending ending = loadSections();
        checkComplete(ending);
        MigrationTrace.qemu_loadvm_state_post_main(ending == Ending.RUN ? QUIT : 0);
        if (ending == Ending.END_OF_FILE) {
            loadDescription();
        }
        return ending;
    }

    private void header() throws IOException {
        reader.header();
        long start = input.position();
        SectionType type = reader.sectionType();
        if (type != SectionType.CONFIGURATION) {
            throw new StreamFormatException(start, SectionType.CONFIGURATION.toString(), type.toString());
        }
        VmStateLoader.of(input).load(Configuration.STATE, machine.configuration(), Configuration.STATE.version());
    }

    /** Reads sections and commands up to the end of them, or to where the guest is to run. */
    Ending loadSections() throws IOException {
        while (true) {
            SectionType type = reader.sectionType();
            long start = input.position() - 1;
            MigrationTrace.qemu_loadvm_state_section(type.code());
            if (type == SectionType.EOF) {
                return Ending.END_OF_FILE;
            }
            if (type == SectionType.COMMAND) {
                if (command(start)) {
                    return Ending.RUN;
                }
            } else {
                section(start, type);
            }
        }
    }

    private void section(long start, SectionType type) throws IOException {
        boolean more = type == SectionType.PART || type == SectionType.END;
        boolean first = type == SectionType.START || type == SectionType.FULL;
        if (more) {
            partOrEnd(start, type);
        } else if (first && !besideGuest) {
            startOrFull(start, type);
        } else {
            throw new StreamFormatException(
                    start,
                    besideGuest ? "more of ram, a command or the end" : "a section, a command or the end",
                    type.toString());
        }
    }

    private void startOrFull(long start, SectionType type) throws IOException {
        SectionHeader header = reader.sectionHeader(type);
        MigrationTrace.qemu_loadvm_state_section_startfull(
                header.sectionId(), header.idstr(), header.instanceId(), header.versionId());
        if (sections.putIfAbsent(header.sectionId(), header) != null) {
            throw new StreamFormatException(
                    start, "a new section id", Integer.toUnsignedString(header.sectionId()) + " again");
        }
        if (type == SectionType.START) {
            startIterable(start, header);
        } else if (machine.takesUnknownDevices()
                && machine.entry(header.idstr(), header.instanceId()).isEmpty()) {
            unknown(header);
            return;
        } else {
            full(start, header);
        }
        reader.footer(header.sectionId(), header.idstr());
    }

    private void startIterable(long start, SectionHeader header) throws IOException {
        if (!header.idstr().equals(RAM) || header.instanceId() != 0) {
            throw new StreamFormatException(
                    start, "ram 0, this machine's one iterable device", header.idstr() + " " + header.instanceId());
        }
        if (header.versionId() != RamWriter.VERSION) {
            throw new StreamFormatException(
                    start, "version " + RamWriter.VERSION + " of ram", "version " + header.versionId());
        }
        loadRam();
    }

    private void loadRam() throws IOException {
        MigrationTrace.vmstate_load(RAM, NO_STATE);
        ram.load();
    }

    /** A section whose length nobody knows before its footer has been found. */
    private void unknown(SectionHeader header) throws IOException {
        long begin = System.nanoTime();
        byte[] payload = search.read(header.sectionId(), header.idstr());
        MigrationTrace.vmstate_downtime_load("non-iterable", header.idstr(), header.instanceId(), microsSince(begin));
        loaded.add(SectionType.FULL, header, payload.length);
    }

    private void full(long start, SectionHeader header) throws IOException {
        StateEntry<?> entry = machine.entry(header.idstr(), header.instanceId())
                .orElseThrow(() -> new StreamFormatException(
                        start, "a device of this machine", header.idstr() + " " + header.instanceId()));
        if (!missing.remove(entry) && machine.entries().contains(entry)) {
            throw new StreamFormatException(start, "each device once", header.idstr() + " again");
        }
        long payload = input.position();
        long begin = System.nanoTime();
        MigrationTrace.vmstate_load(header.idstr(), entry.state().name());
        entry.load(input, header.versionId());
        MigrationTrace.vmstate_downtime_load("non-iterable", header.idstr(), header.instanceId(), microsSince(begin));
        loaded.add(SectionType.FULL, header, input.position() - payload);
    }

    private void partOrEnd(long start, SectionType type) throws IOException {
        int sectionId = reader.sectionId();
        MigrationTrace.qemu_loadvm_state_section_partend(sectionId);
        SectionHeader header = sections.get(sectionId);
        if (header == null || header.type() != SectionType.START) {
            throw new StreamFormatException(
                    start, "the id of a section that has begun", Integer.toUnsignedString(sectionId));
        }
        long begin = System.nanoTime();
        loadRam();
        if (type == SectionType.END) {
            MigrationTrace.vmstate_downtime_load("iterable", RAM, 0, microsSince(begin));
            ramComplete = true;
        }
        reader.footer(sectionId, header.idstr());
    }

    /** Carries out a command; true if it is to let the guest run. */
    private boolean command(long start) throws IOException {
        CommandRecord command = reader.command();
        MigrationTrace.loadvm_process_command((short) command.command().code(), (short) command.length());
        boolean run = process(start, command);
        MigrationTrace.qemu_loadvm_state_section_command(run ? QUIT : 0);
        return run;
    }

    private boolean process(long start, CommandRecord command) throws IOException {
        switch (command.command()) {
            case OPEN_RETURN_PATH -> commands.openReturnPath();
            case PING -> {
                MigrationTrace.loadvm_process_command_ping(command.value());
                commands.ping(command.value());
            }
            case SWITCHOVER_START -> {
                // nothing to prepare here: the devices are loaded as they come
            }
            case POSTCOPY_ADVISE -> advise(start, command);
            case POSTCOPY_RAM_DISCARD -> commands.discard(start, DiscardRanges.of(command, start));
            case POSTCOPY_LISTEN -> commands.postcopyListen(start);
            case PACKAGED -> {
                commands.packaged(start, Integer.toUnsignedLong(command.value()));
                return true;
            }
            case POSTCOPY_RUN -> {
                commands.postcopyRun(start);
                return true;
            }
            case RECV_BITMAP -> commands.receivedBitmap(start, blockName(start, command));
            case POSTCOPY_RESUME -> commands.postcopyResume(start);
            default ->
                throw new StreamFormatException(
                        start,
                        "a command this destination knows",
                        command.command().toString());
        }
        return false;
    }

    private void advise(long start, CommandRecord command) throws IOException {
        if (command.length() != 2 * Long.BYTES) {
            throw new StreamFormatException(start, "16 bytes of advice", command.length() + " bytes");
        }
        ByteBuffer sizes = ByteBuffer.wrap(command.payload());
        commands.postcopyAdvise(start, sizes.getLong(), sizes.getLong());
    }

    private static String blockName(long start, CommandRecord command) throws StreamFormatException {
        byte[] payload = command.payload();
        if (payload.length == 0 || Byte.toUnsignedInt(payload[0]) != payload.length - 1) {
            throw new StreamFormatException(start, "a RAM block name", payload.length + " bytes that are none");
        }
        return PrintableText.of(Arrays.copyOfRange(payload, 1, payload.length), payload.length - 1);
    }

    private static long microsSince(long begin) {
        return (System.nanoTime() - begin) / 1000;
    }

    private void checkComplete(Ending ending) throws StreamFormatException {
        if (!ramComplete && ending == Ending.END_OF_FILE) {
            throw new StreamFormatException(input.position() - 1, "the END section of ram", "the end of the sections");
        }
        if (!missing.isEmpty()) {
            String names =
                    String.join(", ", missing.stream().map(StateEntry::idstr).toList());
            throw new StreamFormatException(
                    input.position() - 1, "the sections of " + names, "the end of the sections");
        }
    }

    /** Whatever is wrong with the description, the guest is here: as with QEMU it is not worth failing for. */
    private void loadDescription() {
        try {
            readDescription();
        } catch (IOException e) {
            descriptionFailure = e;
        }
    }

    private void readDescription() throws IOException {
        if (input.isAtEnd()) {
            return;
        }
        long start = input.position();
        SectionType type = reader.sectionType();
        if (type != SectionType.DESCRIPTION) {
            throw new StreamFormatException(start, SectionType.DESCRIPTION.toString(), type.toString());
        }
        descriptionOffset = start + 1 + Integer.BYTES;
        description = reader.description();
    }

    /**
     * Holds what was loaded against the stream's description, if it has one.
     *
     * @throws IOException if they disagree, or if the description did not come whole
     */
    void checkDescription() throws IOException {
        if (descriptionFailure != null) {
            throw descriptionFailure;
        }
        if (description == null) {
            return;
        }
        StreamDescription described = loaded.check(description, descriptionOffset);
        if (described.pageSize() != RamBlock.PAGE_SIZE) {
            throw new StreamFormatException(
                    descriptionOffset, "page_size " + RamBlock.PAGE_SIZE, "" + described.pageSize());
        }
    }
}
