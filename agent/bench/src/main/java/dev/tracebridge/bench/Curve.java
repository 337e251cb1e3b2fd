package dev.tracebridge.bench;

import java.util.List;
import java.util.Map;

/**
 * A line of a plot.
 *
 * @param plot the plot's id
 * @param title says what it is
 * @param points from left to right
 */
record Curve(String plot, String title, List<Point> points) {

    Curve {
        points = List.copyOf(points);
    }

    /**
     * A point.
     *
     * @param x what the cost is held against
     * @param samples one of each lap, those to warm up left out
     * @param counts what was done in all laps together, and what of it was found again
     */
    record Point(double x, List<Double> samples, Map<String, Long> counts) {

        Point {
            samples = List.copyOf(samples);
            counts = Map.copyOf(counts);
        }

        /** The median. */
        double y() {
            return Estimate.median(samples);
        }
    }
}
