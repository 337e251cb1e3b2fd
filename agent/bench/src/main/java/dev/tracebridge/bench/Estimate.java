package dev.tracebridge.bench;

import java.util.List;
import java.util.Locale;

/**
 * A mean with its 95 % confidence interval, by Student's distribution.
 *
 * @param mean of the samples
 * @param noise half the width of the interval; not a number for a single sample
 */
record Estimate(double mean, double noise) {

    // Two-sided 95 % quantiles for 1 to 30 degrees of freedom.
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    static Estimate of(List<Double> samples) {
        int n = samples.size();
        double mean =
                samples.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        if (n < 2) {
            return new Estimate(mean, Double.NaN);
        }
        double squares =
                samples.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
        double student = STUDENT[Math.min(n - 1, STUDENT.length) - 1];
        return new Estimate(mean, student * Math.sqrt(squares / (n - 1) / n));
    }

    /** The median, of at least one sample. */
    static double median(List<Double> samples) {
        List<Double> sorted = samples.stream().sorted().toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    /** With three significant digits of the mean, as {@code 36.1 ± 0.4}. */
    String text() {
        return number(mean) + (Double.isNaN(noise) ? "" : " ± " + number(noise));
    }

    /** A number with as many digits as its size deserves. */
    static String number(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value == 0 ? 0.0 : value);
    }
}
