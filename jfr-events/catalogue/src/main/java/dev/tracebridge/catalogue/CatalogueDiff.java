package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What differs between two versions of a catalogue. Order and headings do not count.
 *
 * @param added tracepoints of the new one only, in its order
 * @param removed tracepoints of the old one only, in its order
 * @param changed tracepoints of both that differ, in the order of the new one
 */
public record CatalogueDiff(List<Tracepoint> added, List<Tracepoint> removed, List<Change> changed) {

    public CatalogueDiff {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /** What of a tracepoint differs. */
    public enum Part {
        /** Names, types or number of arguments: call sites and recorded fields. */
        ARGUMENTS,
        /** How records are printed. */
        FORMAT,
        /** The words before the name. */
        PROPERTIES
    }

    /**
     * One tracepoint in both versions.
     *
     * @param before in the old catalogue
     * @param after in the new one
     * @param parts what differs; never empty
     */
    public record Change(Tracepoint before, Tracepoint after, Set<Part> parts) {

        public Change {
            parts = Copies.of(parts);
        }
    }

    /** Compares two catalogues. */
    public static CatalogueDiff of(Catalogue before, Catalogue after) {
        List<Tracepoint> added = new ArrayList<>();
        List<Change> changed = new ArrayList<>();
        for (Tracepoint tracepoint : after.tracepoints()) {
            before.find(tracepoint.name())
                    .ifPresentOrElse(old -> compare(old, tracepoint, changed), () -> added.add(tracepoint));
        }
        List<Tracepoint> removed = before.tracepoints().stream()
                .filter(old -> after.find(old.name()).isEmpty())
                .toList();
        return new CatalogueDiff(added, removed, changed);
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }

    /** One line a tracepoint: {@code +} added, {@code -} removed, {@code ~} changed, the latter with the old declaration below. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        added.forEach(t -> lines.add("+ " + t.declaration()));
        removed.forEach(t -> lines.add("- " + t.declaration()));
        for (Change change : changed) {
            lines.add("~ " + change.after().declaration());
            lines.add("  was: " + change.before().declaration());
        }
        return lines;
    }

    private static void compare(Tracepoint before, Tracepoint after, List<Change> changed) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        if (!signature(before).equals(signature(after))) {
            parts.add(Part.ARGUMENTS);
        }
        boolean sameText = before.format().literals().equals(after.format().literals());
        if (!sameText || !before.format().conversions().equals(after.format().conversions())) {
            parts.add(Part.FORMAT);
        }
        if (!before.properties().equals(after.properties())) {
            parts.add(Part.PROPERTIES);
        }
        if (!parts.isEmpty()) {
            changed.add(new Change(before, after, parts));
        }
    }

    /** Blanks in a type's spelling change nothing. */
    private static List<String> signature(Tracepoint tracepoint) {
        return tracepoint.arguments().stream()
                .map(a -> a.type().spelling().replaceAll("\\s*\\*\\s*", "*").replaceAll("\\s+", " ") + " " + a.name())
                .toList();
    }
}
