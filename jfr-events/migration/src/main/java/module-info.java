/**
 * QEMU's migration tracepoints as Java methods, JFR events and spans.
 */
module dev.tracebridge.migration {
    requires transitive dev.tracebridge.annotations;
    requires transitive jdk.jfr;

    exports dev.tracebridge.migration;
}
