package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The configuration section: the machine's name and, in subsections, what else source and destination must agree on. For
 * one thread at a time.
 */
public final class Configuration {

    private static final VmState<Configuration> TARGET_PAGE_BITS = VmState.<Configuration>named(
                    "configuration/target-page-bits", 1)
            .needed(configuration -> configuration.targetPageBits != 0)
            .uint32("target_page_bits", c -> c.targetPageBits, (c, v) -> c.targetPageBits = v)
            .build();

    private static final VmState<Configuration> CAPABILITIES = VmState.<Configuration>named(
                    "configuration/capabilities", 1)
            .needed(configuration -> !configuration.capabilities.isEmpty())
            .preSave(configuration -> configuration.capabilityCount = configuration.capabilities.size())
            .uint32("caps_count", c -> c.capabilityCount, (c, v) -> c.capabilityCount = v)
            .capabilities("capabilities", c -> c.capabilityCount, c -> c.capabilities)
            .build();

    private static final VmState<Configuration> UUID = VmState.<Configuration>named("configuration/uuid", 1)
            .needed(configuration -> configuration.hasUuid)
            .buffer("uuid", c -> c.uuid)
            .postLoad(configuration -> configuration.hasUuid = true)
            .build();

    /** The state of the section. Its version is not on the wire. */
    public static final VmState<Configuration> STATE = VmState.<Configuration>named("configuration", 1)
            .preSave(configuration -> configuration.length = configuration.machine.length)
            .uint32("len", c -> c.length, (c, v) -> c.length = v)
            .variableBuffer("name", c -> c.length, c -> c.machine, (c, v) -> c.machine = v)
            .subsection(TARGET_PAGE_BITS)
            .subsection(CAPABILITIES)
            .subsection(UUID)
            .postLoad(Configuration::check)
            .build();

    private final List<String> capabilities = new ArrayList<>();
    private final byte[] uuid = new byte[16];
    private final String required;
    private long length;
    private byte[] machine;
    private long targetPageBits;
    private long capabilityCount;
    private boolean hasUuid;

    private Configuration(String machine, String required) {
        this.machine = machine.getBytes(StandardCharsets.UTF_8);
        this.required = required;
    }

    /** The configuration of a machine of this name; it refuses to be loaded with another's, or with any capability. */
    public static Configuration of(String machine) {
        return new Configuration(Objects.requireNonNull(machine, "machine"), machine);
    }

    /** A configuration that takes whatever it is loaded with. */
    public static Configuration any() {
        return new Configuration("", null);
    }

    /** The machine's name, such as {@code pc-i440fx-7.2}. */
    public String machine() {
        return new String(machine, StandardCharsets.UTF_8);
    }

    /** The capabilities that change the stream, as QEMU names them. */
    public List<String> capabilities() {
        return List.copyOf(capabilities);
    }

    /** The machine's UUID as 16 bytes, or nothing where the stream has none. */
    public byte[] uuid() {
        return hasUuid ? uuid.clone() : new byte[0];
    }

    private void check() throws StateMismatchException {
        if (required == null) {
            return;
        }
        if (!machine().equals(required)) {
            throw new StateMismatchException(
                    "machine " + required, "machine " + PrintableText.of(machine, machine.length));
        }
        if (!capabilities.isEmpty()) {
            throw new StateMismatchException("no capabilities", String.join(", ", capabilities));
        }
    }
}
