package dev.tracebridge.demo.file;

import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.migration.MigrationTrace;

/**
 * Hits the tracepoints a QEMU that loads the stream would hit, as far as the stream alone determines them: not those of
 * single fields, nor addresses of memory, for which 0 stands. For one thread at a time.
 */
public final class LoadTrace implements StreamVisitor {

    private static final String RAM = "ram";

    /** What QEMU calls the state of a device that has code in its place. */
    private static final String NO_STATE = "(old)";

    private boolean ram;
    private long ramSections;

    /** Nothing hit yet. */
    public LoadTrace() {}

    @Override
    public void section(SectionType type, SectionHeader header) {
        MigrationTrace.qemu_loadvm_state_section(type.code());
        if (type == SectionType.START || type == SectionType.FULL) {
            MigrationTrace.qemu_loadvm_state_section_startfull(
                    header.sectionId(), header.idstr(), header.instanceId(), header.versionId());
        } else {
            MigrationTrace.qemu_loadvm_state_section_partend(header.sectionId());
        }
        ram = header.idstr().equals(RAM);
        if (ram) {
            MigrationTrace.vmstate_load(RAM, NO_STATE);
        }
    }

    @Override
    public void page(RamPage page) {
        MigrationTrace.ram_load_loop(page.block(), page.offset(), page.flags(), 0);
    }

    @Override
    public void endOfSection(long payload) {
        if (ram) {
            ramSections++;
            MigrationTrace.ram_load_complete(0, ramSections);
        }
    }

    @Override
    public void command(CommandRecord command) {
        MigrationTrace.qemu_loadvm_state_section(SectionType.COMMAND.code());
        MigrationTrace.loadvm_process_command((short) command.command().code(), (short) command.length());
        if (command.command() == Command.PING) {
            MigrationTrace.loadvm_process_command_ping(command.value());
        } else if (command.command() == Command.PACKAGED) {
            MigrationTrace.loadvm_handle_cmd_packaged(command.value());
        }
    }

    @Override
    public void endOfFile(long offset) {
        MigrationTrace.qemu_loadvm_state_section(SectionType.EOF.code());
        MigrationTrace.qemu_loadvm_state_post_main(0);
    }
}
