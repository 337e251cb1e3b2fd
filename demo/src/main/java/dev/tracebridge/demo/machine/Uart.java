package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.vmstate.VmState;

/** A 16550A serial port with QEMU's layout. The guest's thread uses it, the migration while that is stopped. */
final class Uart {

    private static final int FIFO_ENABLED = 0xc1;
    private static final int LINE_IDLE = 0x60;

    private static final VmState<Uart> RECEIVE_FIFO = VmState.<Uart>named("serial/recv_fifo", 1)
            .needed(u -> !u.received.isEmpty())
            .struct("recv_fifo", Fifo.STATE, u -> u.received)
            .build();

    private static final VmState<Uart> TRANSMIT_FIFO = VmState.<Uart>named("serial/xmit_fifo", 1)
            .needed(u -> !u.toSend.isEmpty())
            .struct("xmit_fifo", Fifo.STATE, u -> u.toSend)
            .build();

    private static final VmState<Uart> PORT = VmState.<Uart>named("serial", 3)
            .uint16("divider", u -> u.divider, (u, v) -> u.divider = (int) v)
            .uint8("rbr", u -> u.receiveBuffer, (u, v) -> u.receiveBuffer = (int) v)
            .uint8("ier", u -> u.interruptEnable, (u, v) -> u.interruptEnable = (int) v)
            .uint8("iir", u -> u.interruptId, (u, v) -> u.interruptId = (int) v)
            .uint8("lcr", u -> u.lineControl, (u, v) -> u.lineControl = (int) v)
            .uint8("mcr", u -> u.modemControl, (u, v) -> u.modemControl = (int) v)
            .uint8("lsr", u -> u.lineStatus, (u, v) -> u.lineStatus = (int) v)
            .uint8("msr", u -> u.modemStatus, (u, v) -> u.modemStatus = (int) v)
            .uint8("scr", u -> u.scratch, (u, v) -> u.scratch = (int) v)
            .uint8("fcr_vmstate", u -> u.fifoControl, (u, v) -> u.fifoControl = (int) v)
            .subsection(RECEIVE_FIFO)
            .subsection(TRANSMIT_FIFO)
            .build();

    /** The port on the ISA bus. */
    static final VmState<Uart> STATE =
            VmState.<Uart>named("serial", 3).struct("state", PORT, u -> u).build();

    private final Fifo received = new Fifo();
    private final Fifo toSend = new Fifo();
    private int divider = 12;
    private int receiveBuffer;
    private int interruptEnable;
    private int interruptId = 1;
    private int lineControl = 3;
    private int modemControl = 8;
    private int lineStatus = LINE_IDLE;
    private int modemStatus = 0xb0;
    private int scratch;
    private int fifoControl = FIFO_ENABLED;

    /** The guest sends a byte; when the queue is full, the line takes the oldest one first. */
    void transmit(int value) {
        if (!toSend.push(value)) {
            scratch = toSend.pop();
            toSend.push(value);
        }
        lineStatus = 0;
    }

    /** What waits to be sent, oldest first; empties the queue. */
    String drain() {
        StringBuilder text = new StringBuilder();
        while (!toSend.isEmpty()) {
            text.append((char) toSend.pop());
        }
        lineStatus = LINE_IDLE;
        return text.toString();
    }
}
