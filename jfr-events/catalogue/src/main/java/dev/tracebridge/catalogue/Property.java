package dev.tracebridge.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A word before a tracepoint's name. */
public enum Property {
    /** Compiled out by QEMU; still part of the catalogue. */
    DISABLE,
    /** QEMU 2.6 to 10.1: the tracepoint has a first argument {@code void *__cpu}, printed as {@code cpu=%p }. */
    VCPU,
    /** QEMU 2.2 to 6.2: the line makes two tracepoints, {@code NAME_trans} and {@code NAME_exec}, each with its own format. */
    TCG;

    /** The word as catalogues spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Property> of(String word) {
        return Arrays.stream(values()).filter(p -> p.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Property::word).toList();
    }
}
