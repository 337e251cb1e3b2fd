package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.description.DescriptionReader;
import dev.tracebridge.demo.description.DeviceDescription;
import dev.tracebridge.demo.description.StreamDescription;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.StateEntry;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.CommandRecord;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a machine's stream part by part. For one thread. */
final class StateLoader {

    private static final String RAM = "ram";

    /** What QEMU calls the state of a device that has code in its place. */
    private static final String NO_STATE = "(old)";

    private final Machine machine;
    private final StreamInput input;
    private final StreamReader reader;
    private final RamLoader ram;
    private final CommandHandler commands;
    private final Map<Integer, SectionHeader> sections = new HashMap<>();
    private final List<LoadedSection> loaded = new ArrayList<>();
    private final Set<StateEntry<?>> missing;
    private boolean ramComplete;
    private byte[] description;
    private long descriptionOffset;

    /** Carries out what the source commands. */
    interface CommandHandler {

        /** Opens the way back. */
        void openReturnPath() throws IOException;

        /** Answers a PING. */
        void ping(int value) throws IOException;
    }

    StateLoader(Machine machine, StreamInput input, CommandHandler commands) {
        this.machine = machine;
        this.input = input;
        this.reader = StreamReader.of(input);
        this.ram = new RamLoader(machine.memory(), input);
        this.commands = commands;
        this.missing = new HashSet<>();
        for (StateEntry<?> entry : machine.entries()) {
            if (entry.isNeeded()) {
                missing.add(entry);
            }
        }
    }

    /** Guest RAM. */
    RamLoader ram() {
        return ram;
    }

    /** Reads the whole stream, except that the description is kept for {@link #checkDescription}. */
    void load() throws IOException {
        header();
        MigrationTrace.loadvm_state_setup();
        loadSections();
        checkComplete();
        MigrationTrace.qemu_loadvm_state_post_main(0);
        loadDescription();
    }

    private void header() throws IOException {
        reader.header();
        long start = input.position();
        SectionType type = reader.sectionType();
        if (type != SectionType.CONFIGURATION) {
            throw new StreamFormatException(start, SectionType.CONFIGURATION.toString(), type.toString());
        }
        VmStateLoader.of(input)
                .load(Configuration.STATE, Configuration.of(Machine.TYPE), Configuration.STATE.version());
    }

    private void loadSections() throws IOException {
        SectionType type = reader.sectionType();
        while (loadSection(type)) {
            type = reader.sectionType();
        }
    }

    private boolean loadSection(SectionType type) throws IOException {
        long start = input.position() - 1;
        MigrationTrace.qemu_loadvm_state_section(type.code());
        switch (type) {
            case EOF:
                return false;
            case START:
            case FULL:
                startOrFull(start, type);
                return true;
            case PART:
            case END:
                partOrEnd(start, type);
                return true;
            case COMMAND:
                command(start);
                return true;
            default:
                throw new StreamFormatException(start, "a section, a command or the end", type.toString());
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

    private void full(long start, SectionHeader header) throws IOException {
        StateEntry<?> entry = machine.entry(header.idstr(), header.instanceId())
                .orElseThrow(() -> new StreamFormatException(
                        start, "a device of this machine", header.idstr() + " " + header.instanceId()));
        if (!missing.remove(entry)) {
            throw new StreamFormatException(start, "each device once", header.idstr() + " again");
        }
        long payload = input.position();
        long begin = System.nanoTime();
        MigrationTrace.vmstate_load(header.idstr(), entry.state().name());
        entry.load(input, header.versionId());
        MigrationTrace.vmstate_downtime_load("non-iterable", header.idstr(), header.instanceId(), microsSince(begin));
        loaded.add(
                new LoadedSection(header.idstr(), header.instanceId(), header.versionId(), input.position() - payload));
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

    private void command(long start) throws IOException {
        CommandRecord command = reader.command();
        MigrationTrace.loadvm_process_command((short) command.command().code(), (short) command.length());
        process(start, command);
        MigrationTrace.qemu_loadvm_state_section_command(0);
    }

    private void process(long start, CommandRecord command) throws IOException {
        switch (command.command()) {
            case OPEN_RETURN_PATH -> commands.openReturnPath();
            case PING -> {
                MigrationTrace.loadvm_process_command_ping(command.value());
                commands.ping(command.value());
            }
            case SWITCHOVER_START -> {
                // nothing to prepare here: the devices are loaded as they come
            }
            default ->
                throw new StreamFormatException(
                        start,
                        "a command this destination knows (" + Command.OPEN_RETURN_PATH + ", " + Command.PING + ", "
                                + Command.SWITCHOVER_START + ")",
                        command.command().toString());
        }
    }

    private static long microsSince(long begin) {
        return (System.nanoTime() - begin) / 1000;
    }

    private void checkComplete() throws StreamFormatException {
        if (!ramComplete) {
            throw new StreamFormatException(input.position() - 1, "the END section of ram", "the end of the sections");
        }
        if (!missing.isEmpty()) {
            String names =
                    String.join(", ", missing.stream().map(StateEntry::idstr).toList());
            throw new StreamFormatException(
                    input.position() - 1, "the sections of " + names, "the end of the sections");
        }
    }

    private void loadDescription() throws IOException {
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
     * @throws StreamFormatException if they disagree
     */
    void checkDescription() throws StreamFormatException {
        if (description == null) {
            return;
        }
        StreamDescription described = DescriptionReader.read(description, descriptionOffset);
        if (described.pageSize() != RamBlock.PAGE_SIZE) {
            throw new StreamFormatException(
                    descriptionOffset, "page_size " + RamBlock.PAGE_SIZE, "" + described.pageSize());
        }
        List<LoadedSection> expected = new ArrayList<>();
        for (DeviceDescription device : described.devices()) {
            expected.add(new LoadedSection(
                    device.idstr(),
                    device.instanceId(),
                    device.state().version(),
                    device.state().size()));
        }
        if (!expected.equals(loaded)) {
            throw new StreamFormatException(descriptionOffset, "a description of " + loaded, "one of " + expected);
        }
    }
}
