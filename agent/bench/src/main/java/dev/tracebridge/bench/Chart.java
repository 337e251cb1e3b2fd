package dev.tracebridge.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A plot as SVG, for light and dark pages: curves over a logarithmic axis marked where was measured, from 0 up or, where the figures lie far apart, logarithmic too. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 46;
    private static final int TOP = 44;
    private static final int BOTTOM = 52;
    private static final int LEGEND_LINE = 18;
    private static final double FAR_APART = 40;

    private final Plot plot;
    private final List<Line> lines;
    private final Axis xs;
    private final Axis ys;

    /**
     * A curve of one JDK.
     *
     * @param feature the JDK's version
     * @param color from 0
     * @param dashed whether to tell it from the same curve of another JDK
     * @param curve the figures
     */
    record Line(int feature, int color, boolean dashed, Curve curve) {}

    Chart(Plot plot, List<Line> lines) {
        this.plot = plot;
        this.lines = List.copyOf(lines);
        xs = Axis.between(all().map(Curve.Point::x), LEFT, WIDTH - RIGHT);
        double[] costs = all().map(Curve.Point::y);
        double most = DoubleStream.of(costs).max().orElse(1);
        double least = DoubleStream.of(costs).min().orElse(1);
        int floor = HEIGHT - BOTTOM;
        ys = most > FAR_APART * least ? Axis.logarithmic(costs, floor, TOP) : Axis.linear(most, floor, TOP);
    }

    private Points all() {
        return value -> lines.stream()
                .flatMap(line -> line.curve().points().stream())
                .mapToDouble(value)
                .toArray();
    }

    private interface Points {

        double[] map(java.util.function.ToDoubleFunction<Curve.Point> value);
    }

    String svg() {
        int height = HEIGHT + LEGEND_LINE * ((lines.size() + 1) / 2);
        StringBuilder out = new StringBuilder();
        out.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n"
                        .formatted(WIDTH, height, WIDTH, height));
        out.append("<title>").append(plot.title()).append("</title>\n");
        out.append("""
                <style>
                  svg { --page: #ffffff; --ink: #1f2328; --faint: #d0d7de; --c0: #0969da; --c1: #bc4c00; --c2: #1a7f37; --c3: #8250df }
                  @media (prefers-color-scheme: dark) {
                    svg { --page: #0d1117; --ink: #e6edf3; --faint: #3d444d; --c0: #58a6ff; --c1: #f0883e; --c2: #3fb950; --c3: #bc8cff }
                  }
                  text { font: 13px system-ui, sans-serif; fill: var(--ink) }
                  .title { font-weight: 600; font-size: 15px }
                  .grid { stroke: var(--faint); stroke-width: 1 }
                  .line { fill: none; stroke-width: 2 }
                  .dashed { stroke-dasharray: 6 4 }
                </style>
                """);
        out.append("<rect width=\"100%\" height=\"100%\" fill=\"var(--page)\"/>\n");
        text(out, LEFT, 22, "start", plot.title(), " class=\"title\"");
        grid(out);
        for (int i = 0; i < lines.size(); i++) {
            draw(out, lines.get(i));
            legend(out, lines.get(i), i);
        }
        return out.append("</svg>\n").toString();
    }

    private void grid(StringBuilder out) {
        int floor = HEIGHT - BOTTOM;
        for (double tick : ys.ticks()) {
            segment(out, LEFT, ys.at(tick), WIDTH - RIGHT, ys.at(tick), "class=\"grid\"");
            text(out, LEFT - 8, ys.at(tick) + 4, "end", label(tick), "");
        }
        for (double tick :
                DoubleStream.of(all().map(Curve.Point::x)).sorted().distinct().toArray()) {
            segment(out, xs.at(tick), floor, xs.at(tick), floor + 5, "class=\"grid\"");
            text(out, xs.at(tick), floor + 20, "middle", label(tick), "");
        }
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, floor + 42, "middle", plot.xAxis(), "");
        text(out, LEFT, TOP - 6, "start", plot.yAxis(), "");
    }

    private void draw(StringBuilder out, Line line) {
        StringBuilder path = new StringBuilder();
        for (Curve.Point point : line.curve().points()) {
            path.append(path.isEmpty() ? "M" : "L").append(coordinates(point)).append(' ');
        }
        out.append("<path class=\"line%s\" stroke=\"var(--c%d)\" d=\"%s\"/>%n"
                .formatted(
                        line.dashed() ? " dashed" : "",
                        line.color(),
                        path.toString().strip()));
        for (Curve.Point point : line.curve().points()) {
            String[] at = coordinates(point).split(" ");
            out.append(
                            "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"var(--%s)\" stroke=\"var(--c%d)\" stroke-width=\"1.5\">"
                                    .formatted(at[0], at[1], line.dashed() ? "page" : "c" + line.color(), line.color()))
                    .append("<title>JDK %d, %s: %s at %s</title></circle>%n"
                            .formatted(
                                    line.feature(),
                                    line.curve().title(),
                                    Estimate.number(point.y()),
                                    label(point.x())));
        }
    }

    private void legend(StringBuilder out, Line line, int index) {
        int x = LEFT + index % 2 * (WIDTH - LEFT) / 2;
        int y = HEIGHT + index / 2 * LEGEND_LINE + 8;
        segment(
                out,
                x,
                y - 4,
                x + 30,
                y - 4,
                "class=\"line%s\" stroke=\"var(--c%d)\"".formatted(line.dashed() ? " dashed" : "", line.color()));
        text(
                out,
                x + 38,
                y,
                "start",
                "JDK " + line.feature() + ", " + line.curve().title(),
                "");
    }

    private String coordinates(Curve.Point point) {
        return decimal(xs.at(point.x())) + ' ' + decimal(ys.at(point.y()));
    }

    private static void segment(StringBuilder out, double x1, double y1, double x2, double y2, String attributes) {
        out.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s/>%n"
                .formatted(decimal(x1), decimal(y1), decimal(x2), decimal(y2), attributes));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String text, String attributes) {
        out.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\"%s>%s</text>%n"
                .formatted(decimal(x), decimal(y), anchor, attributes, text));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String label(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%s", (float) value);
    }

    /** Where a value lies between two places of the picture. */
    private record Axis(boolean isLogarithmic, double least, double most, double step, double from, double to) {

        private static final double INTERVALS = 6;

        static Axis linear(double most, double from, double to) {
            double rough = Math.max(most, 1e-9) / INTERVALS;
            double unit = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = DoubleStream.of(1, 2, 5, 10)
                            .filter(nice -> nice * unit >= rough)
                            .findFirst()
                            .orElse(10)
                    * unit;
            return new Axis(false, 0, Math.ceil(most / step) * step, step, from, to);
        }

        /** A logarithmic one that begins and ends with the values. */
        static Axis between(double[] values, double from, double to) {
            double least = Math.log10(DoubleStream.of(values).min().orElse(1));
            double most = Math.log10(DoubleStream.of(values).max().orElse(10));
            return new Axis(true, least, most > least ? most : least + 1, 1, from, to);
        }

        static Axis logarithmic(double[] values, double from, double to) {
            double least = Math.floor(Math.log10(DoubleStream.of(values).min().orElse(1)));
            double most = Math.ceil(Math.log10(DoubleStream.of(values).max().orElse(10)));
            return new Axis(true, least, Math.max(most, least + 1), 1, from, to);
        }

        double at(double value) {
            double place = isLogarithmic ? Math.log10(value) : value;
            return from + (place - least) / (most - least) * (to - from);
        }

        double[] ticks() {
            int steps = (int) Math.round((most - least) / step);
            return java.util.stream.IntStream.rangeClosed(0, steps)
                    .mapToDouble(i -> least + i * step)
                    .map(place -> isLogarithmic ? Math.pow(10, place) : place)
                    .toArray();
        }
    }
}
