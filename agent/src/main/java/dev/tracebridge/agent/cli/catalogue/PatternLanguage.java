package dev.tracebridge.agent.cli.catalogue;

/** How the help explains patterns. */
final class PatternLanguage {

    static final String LINE_1 = "  ram_save_page        the tracepoint or span of that name";
    static final String LINE_2 =
            "  vmstate_*,-*_load    all that begin with vmstate_, without those that end with _load";
    static final String LINE_3 = "  -ram_*               what is on by default, without those that begin with ram_";

    private PatternLanguage() {}
}
