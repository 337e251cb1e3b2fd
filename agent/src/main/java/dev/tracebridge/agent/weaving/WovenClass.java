package dev.tracebridge.agent.weaving;

import java.util.Map;

/**
 * What became of one class.
 *
 * @param classFile the new class file, null if no method could be woven
 * @param wovenMethods how many tracepoints were woven
 * @param failed the methods that could not be woven, with the reason
 */
record WovenClass(byte[] classFile, int wovenMethods, Map<TracepointMethod, String> failed) {}
