package dev.tracebridge.demo.machine;

/** The kinds of machines. */
public enum MachineModel {
    /** A small PC with a processor, a serial line, a clock, a timer, a screen's memory and firmware. */
    PC("tracebridge-pc-1.0", "pc.ram"),
    /**
     * QEMU's machine {@code none}: memory, and of all devices only those every machine has. A guest moves between this
     * machine and {@code qemu-system-x86_64 -M none -nodefaults}, with its memory and without its processor's state.
     */
    NONE("none", "ram");

    private final String type;
    private final String mainMemory;

    MachineModel(String type, String mainMemory) {
        this.type = type;
        this.mainMemory = mainMemory;
    }

    /** The machine's name in the configuration section. */
    public String type() {
        return type;
    }

    /** The name of main memory. */
    public String mainMemory() {
        return mainMemory;
    }
}
