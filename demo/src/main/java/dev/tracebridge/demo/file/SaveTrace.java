package dev.tracebridge.demo.file;

import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.RamFlags;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.migration.MigrationTrace;

/**
 * Hits the tracepoints the QEMU that wrote the stream has hit, as far as the stream alone determines them; 0 stands for
 * addresses of memory. For one thread at a time.
 */
public final class SaveTrace implements StreamVisitor {

    private SectionHeader section;

    /** Nothing hit yet. */
    public SaveTrace() {}

    @Override
    public void section(SectionType type, SectionHeader header) {
        section = header;
        MigrationTrace.savevm_section_start(header.idstr(), header.sectionId());
    }

    @Override
    public void page(RamPage page) {
        if ((page.flags() & RamFlags.ZERO) == 0) {
            MigrationTrace.ram_save_page(page.block(), page.offset(), 0);
        }
    }

    @Override
    public void endOfSection(long payload) {
        MigrationTrace.savevm_section_end(section.idstr(), section.sectionId(), 0);
    }

    @Override
    public void command(CommandRecord command) {
        switch (command.command()) {
            case OPEN_RETURN_PATH -> MigrationTrace.savevm_send_open_return_path();
            case PING -> MigrationTrace.savevm_send_ping(command.value());
            case POSTCOPY_LISTEN -> MigrationTrace.savevm_send_postcopy_listen();
            case POSTCOPY_RUN -> MigrationTrace.savevm_send_postcopy_run();
            case POSTCOPY_RESUME -> MigrationTrace.savevm_send_postcopy_resume();
            case ENABLE_COLO -> MigrationTrace.savevm_send_colo_enable();
            case SWITCHOVER_START -> MigrationTrace.savevm_send_switchover_start();
            default -> {
                // QEMU has none of its own for these, or one with arguments the command does not give
            }
        }
        MigrationTrace.savevm_command_send((short) command.command().code(), (short) command.length());
    }
}
