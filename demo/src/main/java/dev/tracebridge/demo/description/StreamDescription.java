package dev.tracebridge.demo.description;

import java.util.List;
import java.util.Optional;

/**
 * The description of a stream.
 *
 * @param configuration the state of the configuration section; QEMU writes it since 8.2
 * @param pageSize bytes of a guest page
 * @param devices the devices saved at once, in the order of the stream
 */
public record StreamDescription(
        Optional<StateDescription> configuration, int pageSize, List<DeviceDescription> devices) {

    /** Takes a copy. */
    public StreamDescription {
        devices = List.copyOf(devices);
    }

    /** The device of this name and instance. */
    public Optional<DeviceDescription> device(String idstr, int instanceId) {
        return devices.stream()
                .filter(device ->
                        device.instanceId() == instanceId && device.idstr().equals(idstr))
                .findFirst();
    }
}
