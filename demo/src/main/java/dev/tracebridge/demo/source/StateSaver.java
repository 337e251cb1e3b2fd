package dev.tracebridge.demo.source;

import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.StateEntry;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.demo.stream.StreamWriter;
import dev.tracebridge.demo.vmstate.Configuration;
import dev.tracebridge.demo.vmstate.DescriptionWriter;
import dev.tracebridge.demo.vmstate.VmStateSaver;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes a machine's stream part by part; when which part is due is not its business. For one thread. */
final class StateSaver {

    private static final String RAM = "ram";

    private final Machine machine;
    private final RamSaver ram;
    private final StreamOutput output;
    private final StreamWriter writer;
    private final DescriptionWriter description;

    StateSaver(Machine machine, RamSaver ram, StreamOutput output) throws IOException {
        this.machine = machine;
        this.ram = ram;
        this.output = output;
        this.writer = StreamWriter.of(output);
        this.description = DescriptionWriter.begin();
    }

    /** Magic, version and configuration. */
    void header() throws IOException {
        writer.header();
        writer.configuration();
        description.beginConfiguration();
        VmStateSaver.of(output, description).save(Configuration.STATE, Configuration.of(Machine.TYPE));
        description.endConfiguration();
    }

    /** Asks the destination to answer. */
    void openReturnPath() throws IOException {
        command(Command.OPEN_RETURN_PATH);
    }

    /** Asks the destination for a PONG. */
    void ping(int value) throws IOException {
        command(Command.PING, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    /** Tells the destination that the guest has stopped. */
    void switchoverStart() throws IOException {
        command(Command.SWITCHOVER_START);
    }

    /** The START sections. */
    void setup() throws IOException {
        writer.sectionHeader(new SectionHeader(SectionType.START, machine.ramSectionId(), RAM, 0, RamWriter.VERSION));
        ram.setup();
        writer.footer(machine.ramSectionId());
        output.flush();
    }

    /**
     * The PART sections of one round.
     *
     * @return whether no dirty memory is left
     */
    boolean iterate(TransferWindow window) throws IOException {
        boolean done = ramPart(machine.ramSectionId(), window);
        writer.footer(machine.ramSectionId());
        output.flush();
        return done;
    }

    /** The END sections. */
    void completeIterable() throws IOException {
        ramEnd(machine.ramSectionId());
        writer.footer(machine.ramSectionId());
    }

    /** The FULL sections, the end and the description. */
    void completeDevices() throws IOException {
        description.beginDevices(RamBlock.PAGE_SIZE);
        for (StateEntry<?> entry : machine.entries()) {
            if (entry.isNeeded()) {
                description.beginDevice(entry.idstr(), entry.instanceId());
                full(entry);
                description.endDevice();
                writer.footer(entry.sectionId());
            }
        }
        writer.endOfFile();
        writer.description(description.finish());
        output.flush();
    }

    private boolean ramPart(int sectionId, TransferWindow window) throws IOException {
        writer.sectionHeader(SectionType.PART, sectionId);
        return ram.iterate(window);
    }

    private void ramEnd(int sectionId) throws IOException {
        writer.sectionHeader(SectionType.END, sectionId);
        ram.complete();
    }

    private void full(StateEntry<?> entry) throws IOException {
        writer.sectionHeader(new SectionHeader(
                SectionType.FULL,
                entry.sectionId(),
                entry.idstr(),
                entry.instanceId(),
                entry.state().version()));
        entry.save(output, description);
    }

    private void command(Command command, byte... payload) throws IOException {
        writer.command(command, payload);
        output.flush();
    }
}
