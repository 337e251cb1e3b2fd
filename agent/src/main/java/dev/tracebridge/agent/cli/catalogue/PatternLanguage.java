package dev.tracebridge.agent.cli.catalogue;

/** How the help explains patterns. */
final class PatternLanguage {

    static final String LINE_1 = "  ram_save_page      the tracepoint or span of that name";
    static final String LINE_2 = "  vmstate_*,-*_load  those that begin with vmstate_ and do not end with _load";
    static final String LINE_3 = "  -ram_*             the defaults but those that begin with ram_";
    static final String LINE_4 = "The last item that matches a name decides.";

    private PatternLanguage() {}
}
