package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A multifd channel.
 *
 * @param id its number
 * @param sends whether it sends, else it receives
 * @param begin when its thread began or, where that was not recorded, its first packet
 * @param lasted until its thread ended or, where that was not recorded, its last packet
 * @param packets how many packets it carried
 * @param pages how many pages were in them; nothing where the recording does not say
 */
public record Channel(long id, boolean sends, Instant begin, Duration lasted, long packets, OptionalLong pages) {}
