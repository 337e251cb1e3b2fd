package dev.tracebridge.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One tracepoint of a catalogue.
 *
 * @param name the catalogue's name
 * @param arguments in the order declared, the implicit one of {@link Property#VCPU} included
 * @param format how a record is printed; empty where the catalogue gives none
 * @param properties the words before the name
 * @param group the last heading above, such as {@code ram.c}, or empty
 * @param line counted from 1
 * @param declaration the catalogue's line, trimmed; a line with {@link Property#TCG} makes two tracepoints, whose declarations are what
 *     tracetool would have read had each been written by itself
 */
public record Tracepoint(
        String name,
        List<Argument> arguments,
        PrintfFormat format,
        Set<Property> properties,
        String group,
        int line,
        String declaration) {

    public Tracepoint {
        arguments = List.copyOf(arguments);
        properties = Copies.of(properties);
    }

    /**
     * Reads one declaration by itself, as {@link #declaration()} gives it. The group is empty and the line 1.
     *
     * @throws CatalogueException where the text is no declaration of one tracepoint
     */
    public static Tracepoint parse(String declaration) {
        List<Tracepoint> found =
                Catalogue.parse("declaration", declaration + "\n").tracepoints();
        if (found.size() != 1) {
            String message = "not the declaration of one tracepoint";
            throw new CatalogueException(List.of(new CatalogueProblem("declaration", 1, 1, message, "", declaration)));
        }
        return found.get(0);
    }

    /** The argument of that name, as the catalogue spells it. */
    public Optional<Argument> argument(String name) {
        return arguments.stream().filter(a -> a.name().equals(name)).findFirst();
    }

    /** Position of the argument of that name, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Name and arguments as C declares them: {@code ram_save_page(const char *rbname, uint64_t offset, void *host)}. */
    public String signature() {
        StringBuilder text = new StringBuilder(name).append('(');
        for (int i = 0; i < arguments.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(arguments.get(i));
        }
        return text.append(arguments.isEmpty() ? "void)" : ")").toString();
    }
}
