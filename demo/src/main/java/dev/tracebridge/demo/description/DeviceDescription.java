package dev.tracebridge.demo.description;

/**
 * One device in a stream.
 *
 * @param idstr the device's name
 * @param instanceId tells devices of one name apart
 * @param state what was saved of it
 */
public record DeviceDescription(String idstr, int instanceId, StateDescription state) {}
