package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.Arg;
import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.annotations.TracepointSpan;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.StateEntry;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.DiscardRanges;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.demo.stream.StreamWriter;
import dev.tracebridge.demo.vmstate.Configuration;
import dev.tracebridge.demo.vmstate.DescriptionWriter;
import dev.tracebridge.demo.vmstate.VmStateSaver;
import dev.tracebridge.migration.MigrationTrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes a machine's stream part by part; when which part is due is not its business. For one thread. */
final class StateSaver {

    private static final String RAM = "ram";

    /** What a section's end reports where it does not say that there is no more. */
    @Arg("ret")
    private static final int NO_ERROR = 0;

    private static final int DONE = 1;

    private final Machine machine;
    private final RamSaver ram;
    private final boolean switchoverStart;
    private final DescriptionWriter description;
    private StreamOutput output;
    private StreamWriter writer;

    StateSaver(Machine machine, RamSaver ram, StreamOutput output, MigrationCapabilities capabilities)
            throws IOException {
        this.machine = machine;
        this.ram = ram;
        this.switchoverStart = capabilities.switchoverStart();
        this.description = DescriptionWriter.begin();
        continueOn(output);
    }

    /** What the source does right before the byte that lets the destination start the guest. */
    @FunctionalInterface
    interface PointOfNoReturn {

        /** Fails if the migration is not to be completed. */
        void pass() throws IOException, InterruptedException;
    }

    /** Writes to another connection from now on. */
    void continueOn(StreamOutput next) {
        output = next;
        writer = StreamWriter.of(next);
    }

    /** Magic, version and configuration. */
    @Tracepoint("savevm_state_header")
    void header() throws IOException {
        writer.header();
        writer.configuration();
        description.beginConfiguration();
        VmStateSaver.of(output, description)
                .save(Configuration.STATE, Configuration.of(machine.model().type()));
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

    /** Says that the guest has stopped, unless the destination would not understand. */
    void announceSwitchover() throws IOException {
        if (switchoverStart) {
            switchoverStart();
        }
    }

    @Tracepoint("savevm_send_switchover_start")
    private void switchoverStart() throws IOException {
        command(Command.SWITCHOVER_START);
    }

    /** Says that postcopy may follow. */
    @Tracepoint("qemu_savevm_send_postcopy_advise")
    void postcopyAdvise() throws IOException {
        ByteBuffer sizes = ByteBuffer.allocate(2 * Long.BYTES);
        command(
                Command.POSTCOPY_ADVISE,
                sizes.putLong(RamBlock.PAGE_SIZE).putLong(RamBlock.PAGE_SIZE).array());
    }

    /** Has the destination forget parts of a block. */
    @Tracepoint("qemu_savevm_send_postcopy_ram_discard")
    void discard(@Arg("id") String block, @Arg("len") short count, List<DiscardRanges.Range> ranges)
            throws IOException {
        command(Command.POSTCOPY_RAM_DISCARD, new DiscardRanges(block, ranges).payload());
    }

    /** What the destination must have before it can run the guest, from LISTEN to RUN. */
    byte[] postcopyPackage(int ping) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamOutput connection = output;
        continueOn(StreamOutput.of(Channels.newChannel(bytes)));
        try {
            postcopyListen();
            completeDevices();
            ping(ping);
            postcopyRun();
            output.flush();
        } finally {
            continueOn(connection);
        }
        return bytes.toByteArray();
    }

    @Tracepoint("savevm_send_postcopy_listen")
    private void postcopyListen() throws IOException {
        command(Command.POSTCOPY_LISTEN);
    }

    @Tracepoint("savevm_send_postcopy_run")
    private void postcopyRun() throws IOException {
        command(Command.POSTCOPY_RUN);
    }

    /** Sends a package, and its last byte only after the point of no return: the destination reads all of it first. */
    @Tracepoint("qemu_savevm_send_packaged")
    void sendPackaged(byte[] bytes, PointOfNoReturn point) throws IOException, InterruptedException {
        command(
                Command.PACKAGED,
                ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        output.bytes(Arrays.copyOf(bytes, bytes.length - 1));
        output.flush();
        point.pass();
        output.u8(bytes[bytes.length - 1]);
        output.flush();
    }

    /** Asks which pages of a block have been received. */
    @Tracepoint("savevm_send_recv_bitmap")
    void requestBitmap(@Arg("name") String block) throws IOException {
        command(Command.RECV_BITMAP, nameOf(block));
    }

    /** Goes on after a pause. */
    @Tracepoint("savevm_send_postcopy_resume")
    void postcopyResume() throws IOException {
        command(Command.POSTCOPY_RESUME);
    }

    /** The END section of RAM that has all been sent, and the end of the stream, which has no description here. */
    void completePostcopy() throws IOException {
        ramEndOfPostcopy(RAM, machine.ramSectionId());
        writer.footer(machine.ramSectionId());
        writer.endOfFile();
        output.flush();
    }

    /** The START sections. */
    @Tracepoint("savevm_state_setup")
    void setup() throws IOException, InterruptedException {
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
    boolean iterate(TransferWindow window) throws IOException, InterruptedException {
        int done = ramPart(RAM, machine.ramSectionId(), window);
        writer.footer(machine.ramSectionId());
        output.flush();
        return done == DONE;
    }

    /** Everything from where the guest has stopped to the end of the stream. */
    @Tracepoint("savevm_state_complete_precopy")
    void complete(PointOfNoReturn point) throws IOException, InterruptedException {
        announceSwitchover();
        completeIterable();
        MigrationTrace.vmstate_downtime_checkpoint("src-iterable-saved");
        completeDevices();
        output.flush();
        point.pass();
        writer.endOfFile();
        writer.description(description.finish());
        output.flush();
        MigrationTrace.vmstate_downtime_checkpoint("src-non-iterable-saved");
    }

    private void completeIterable() throws IOException, InterruptedException {
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
    private int ramPart(String id, @Arg("section_id") int sectionId, TransferWindow window)
            throws IOException, InterruptedException {
        writer.sectionHeader(SectionType.PART, sectionId);
        return ram.iterate(window) ? DONE : NO_ERROR;
    }

    @TracepointSpan("savevm_section")
    private void ramEnd(String id, @Arg("section_id") int sectionId) throws IOException, InterruptedException {
        writer.sectionHeader(SectionType.END, sectionId);
        ram.complete();
    }

    @TracepointSpan("savevm_section")
    private void ramEndOfPostcopy(String id, @Arg("section_id") int sectionId) throws IOException {
        writer.sectionHeader(SectionType.END, sectionId);
        ram.completePostcopy();
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

    private static byte[] nameOf(String block) {
        byte[] name = block.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + name.length)
                .put((byte) name.length)
                .put(name)
                .array();
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
