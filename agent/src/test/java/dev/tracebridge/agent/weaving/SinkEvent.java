package dev.tracebridge.agent.weaving;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Stands for a generated event class and notes how it is called: woven code needs no more than the static methods.
 */
public final class SinkEvent {

    private static final List<String> CALLS = Collections.synchronizedList(new ArrayList<>());

    private static boolean on = true;

    private SinkEvent() {}

    static void reset() {
        CALLS.clear();
        on = true;
    }

    static void switchOff() {
        on = false;
    }

    static List<String> calls() {
        return List.copyOf(CALLS);
    }

    public static void note(String call) {
        CALLS.add(call);
    }

    public static boolean enabled() {
        return on;
    }

    public static void emit() {
        note("emit");
    }

    public static void emit(int value) {
        note("emit int " + value);
    }

    public static void emit(long value) {
        note("emit long " + value);
    }

    public static void emit(double value) {
        note("emit double " + value);
    }

    public static void emit(String value) {
        note("emit " + value);
    }

    public static void emit(Object value) {
        note("emit object " + value);
    }

    public static void emit(String first, long second) {
        note("emit " + first + ' ' + second);
    }

    public static void emit(boolean z, byte b, short s, char c, int i, long j, float f, double d, String text) {
        note("emit " + z + ' ' + b + ' ' + s + ' ' + c + ' ' + i + ' ' + j + ' ' + f + ' ' + d + ' ' + text);
    }

    public static SinkEvent start() {
        note("begin");
        return new SinkEvent();
    }

    public static SinkEvent start(int value) {
        note("begin " + value);
        return new SinkEvent();
    }

    public static SinkEvent start(String value) {
        note("begin " + value);
        return new SinkEvent();
    }

    public static void end(SinkEvent event) {
        note("end");
    }

    public static void end(SinkEvent event, int value) {
        note("end int " + value);
    }

    public static void end(SinkEvent event, long value) {
        note("end long " + value);
    }

    public static void end(SinkEvent event, double value) {
        note("end double " + value);
    }

    public static void end(SinkEvent event, String value) {
        note("end " + value);
    }

    public static void end(SinkEvent event, int first, long second) {
        note("end " + first + ' ' + second);
    }

    public static void fail(SinkEvent event, Throwable thrown) {
        note("fail " + thrown);
    }
}
