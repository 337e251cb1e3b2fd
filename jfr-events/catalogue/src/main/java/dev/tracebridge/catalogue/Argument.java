package dev.tracebridge.catalogue;

/**
 * One argument of a tracepoint.
 *
 * @param name the name as the catalogue spells it, {@code new} included; see {@link FieldNames}
 * @param type its C type
 */
public record Argument(String name, CType type) {

    /** As C declares it: {@code const char *name}. */
    @Override
    public String toString() {
        return type.spelling().endsWith("*") ? type.spelling() + name : type.spelling() + " " + name;
    }
}
