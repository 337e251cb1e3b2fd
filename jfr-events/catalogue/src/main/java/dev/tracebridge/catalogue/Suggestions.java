package dev.tracebridge.catalogue;

import java.util.Collection;
import java.util.Comparator;

/** "Did you mean …?" */
public final class Suggestions {

    private Suggestions() {}

    /**
     * A question that names the nearest known word.
     *
     * @param word a word that is not known
     * @param known the known words
     * @param otherwise what to say where none is near
     * @return the question, or {@code otherwise}
     */
    public static String hint(String word, Collection<String> known, String otherwise) {
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

    /** Letters to insert, delete, replace or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : cell(table, a, b, i, j);
            }
        }
        return table[a.length()][b.length()];
    }

    private static int cell(int[][] table, String a, String b, int i, int j) {
        int replaced = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, table[i - 2][j - 2] + 1) : least;
    }
}
