package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.demo.vmstate.DescriptionWriter;
import dev.tracebridge.demo.vmstate.VmState;
import dev.tracebridge.demo.vmstate.VmStateLoader;
import dev.tracebridge.demo.vmstate.VmStateSaver;
import java.io.IOException;

/**
 * One device of a machine whose state migrates in a single section.
 *
 * @param sectionId the device's number in a stream this machine writes
 * @param idstr its name in the stream
 * @param instanceId tells devices of one name apart
 * @param state what is saved
 * @param device the device
 * @param <T> the device's type
 */
public record StateEntry<T>(int sectionId, String idstr, int instanceId, VmState<T> state, T device) {

    /** Whether the device has anything to save. */
    public boolean isNeeded() {
        return state.isNeeded(device);
    }

    /** Saves the device. */
    public void save(StreamOutput output, DescriptionWriter description) throws IOException {
        VmStateSaver.of(output, description).save(state, device);
    }

    /** Loads the device from state of this version. */
    public void load(StreamInput input, int version) throws IOException {
        VmStateLoader.of(input).load(state, device, version);
    }
}
