package dev.tracebridge.bench;

import java.util.List;
import java.util.Map;

/**
 * One figure, measured in several rounds; the samples of one round are comparable across series by their index.
 *
 * @param id names it
 * @param title says what it is
 * @param unit of the samples
 * @param samples one of each round
 * @param counts what was done in all rounds together, and what of it was found again
 */
record Series(String id, String title, String unit, List<Double> samples, Map<String, Long> counts) {

    Series {
        samples = List.copyOf(samples);
        counts = Map.copyOf(counts);
    }

    Estimate estimate() {
        return Estimate.of(samples);
    }
}
