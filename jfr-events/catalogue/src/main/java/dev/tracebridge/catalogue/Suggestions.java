package dev.tracebridge.catalogue;

import java.util.Collection;
import java.util.Comparator;

/** "Did you mean …?" */
final class Suggestions {

    private Suggestions() {}

    /** A question that names the nearest known word, or {@code otherwise} where none is near. */
    static String hint(String word, Collection<String> known, String otherwise) {
        int limit = Math.max(1, Math.min(3, word.length() / 3));
        return known.stream()
                .filter(k -> Math.abs(k.length() - word.length()) <= limit)
                .map(k -> new Near(k, distance(word, k)))
                .filter(n -> n.distance <= limit)
                .min(Comparator.comparingInt(Near::distance))
                .map(n -> "did you mean '" + n.word + "'?")
                .orElse(otherwise);
    }

    private record Near(String word, int distance) {}

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.min(cost, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
