package dev.tracebridge.bench;

/** What the cost is held against, and in what unit. */
enum Plot {
    TRACEPOINTS(
            "An event against the tracepoints in the catalogue",
            "tracepoints in the catalogue, all loaded and on",
            "ns of a processor per event"),
    CLASSES("An event against the classes that are woven", "classes with a tracepoint", "ns of a processor per event"),
    LOADING(
            "Loading a class against the classes that are woven",
            "classes with a tracepoint",
            "µs of a processor per class, its first call included"),
    THREADS("An event against the threads", "threads", "ns of a processor per event"),
    OPEN("A span against the spans that are open", "spans open at once", "ns of a processor per span"),
    SIZE(
            "Export of an event against the recording's size",
            "events in the recording",
            "µs of all processors per event"),
    MEMORY("The export's memory against the recording's size", "events in the recording", "MB resident at most");

    private final String title;
    private final String xAxis;
    private final String yAxis;

    Plot(String title, String xAxis, String yAxis) {
        this.title = title;
        this.xAxis = xAxis;
        this.yAxis = yAxis;
    }

    String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String title() {
        return title;
    }

    String xAxis() {
        return xAxis;
    }

    String yAxis() {
        return yAxis;
    }
}
