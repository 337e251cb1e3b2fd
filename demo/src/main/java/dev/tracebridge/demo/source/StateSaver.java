package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.Arg;
import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.annotations.TracepointSpan;
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
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes a machine's stream part by part; when which part is due is not its business. For one thread. */
final class StateSaver {

    private static final String RAM = "ram";

    /** What a section's end reports where it does not say that there is no more. */
    @Arg("ret")
    private static final int NO_ERROR = 0;

    private static final int DONE = 1;

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
    @Tracepoint("savevm_state_header")
    void header() throws IOException {
        writer.header();
        writer.configuration();
        description.beginConfiguration();
        VmStateSaver.of(output, description).save(Configuration.STATE, Configuration.of(Machine.TYPE));
        description.endConfiguration();
    }

    /** Asks the destination to answer. */
    @Tracepoint("savevm_send_open_return_path")
    void openReturnPath() throws IOException {
        command(Command.OPEN_RETURN_PATH);
    }

    /** Asks the destination for a PONG. */
    @Tracepoint("savevm_send_ping")
    void ping(@Arg("val") int value) throws IOException {
        command(Command.PING, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    @Tracepoint("savevm_send_switchover_start")
    private void switchoverStart() throws IOException {
        command(Command.SWITCHOVER_START);
    }

    /** The START sections. */
    @Tracepoint("savevm_state_setup")
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
    @Tracepoint("savevm_state_iterate")
    boolean iterate(TransferWindow window) throws IOException {
        int done = ramPart(RAM, machine.ramSectionId(), window);
        writer.footer(machine.ramSectionId());
        output.flush();
        return done == DONE;
    }

    /** Everything from where the guest has stopped to the end of the stream. */
    @Tracepoint("savevm_state_complete_precopy")
    void complete() throws IOException {
        switchoverStart();
        completeIterable();
        MigrationTrace.vmstate_downtime_checkpoint("src-iterable-saved");
        completeDevices();
        MigrationTrace.vmstate_downtime_checkpoint("src-non-iterable-saved");
    }

    private void completeIterable() throws IOException {
        long start = System.nanoTime();
        ramEnd(RAM, machine.ramSectionId());
        MigrationTrace.vmstate_downtime_save("iterable", RAM, 0, microsSince(start));
        writer.footer(machine.ramSectionId());
    }

    private void completeDevices() throws IOException {
        description.beginDevices(RamBlock.PAGE_SIZE);
        for (StateEntry<?> entry : machine.entries()) {
            long start = System.nanoTime();
            completeDevice(entry);
            MigrationTrace.vmstate_downtime_save("non-iterable", entry.idstr(), entry.instanceId(), microsSince(start));
        }
        writer.endOfFile();
        writer.description(description.finish());
        output.flush();
    }

    private void completeDevice(StateEntry<?> entry) throws IOException {
        if (!entry.isNeeded()) {
            MigrationTrace.savevm_section_skip(entry.idstr(), entry.sectionId());
            return;
        }
        description.beginDevice(entry.idstr(), entry.instanceId());
        full(entry.idstr(), entry.sectionId(), entry);
        description.endDevice();
        writer.footer(entry.sectionId());
    }

    @TracepointSpan("savevm_section")
    @Result("ret")
    private int ramPart(String id, @Arg("section_id") int sectionId, TransferWindow window) throws IOException {
        writer.sectionHeader(SectionType.PART, sectionId);
        return ram.iterate(window) ? DONE : NO_ERROR;
    }

    @TracepointSpan("savevm_section")
    private void ramEnd(String id, @Arg("section_id") int sectionId) throws IOException {
        writer.sectionHeader(SectionType.END, sectionId);
        ram.complete();
    }

    @TracepointSpan("savevm_section")
    private void full(String id, @Arg("section_id") int sectionId, StateEntry<?> entry) throws IOException {
        writer.sectionHeader(new SectionHeader(
                SectionType.FULL,
                sectionId,
                id,
                entry.instanceId(),
                entry.state().version()));
        MigrationTrace.vmstate_save(id, entry.state().name());
        entry.save(output, description);
    }

    private static long microsSince(long start) {
        return (System.nanoTime() - start) / 1000;
    }

    private void command(Command command, byte... payload) throws IOException {
        MigrationTrace.savevm_command_send((short) command.code(), (short) payload.length);
        writer.command(command, payload);
        output.flush();
    }
}
