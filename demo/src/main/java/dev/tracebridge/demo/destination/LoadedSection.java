package dev.tracebridge.demo.destination;

/**
 * A device's section as it was found in the stream, to be held against the stream's description.
 *
 * @param idstr the device
 * @param instanceId tells devices of one name apart
 * @param versionId version of the state
 * @param length bytes of it
 */
record LoadedSection(String idstr, int instanceId, int versionId, long length) {}
