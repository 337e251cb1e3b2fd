package dev.tracebridge.recording.rules;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.IType;

/** The fields of an event type. */
final class ItemFields {

    private static final String NAMESPACE = "qemu.migration.";

    /** What Mission Control adds to the name of a type that it knows with other fields already: from another chunk, or another recording. */
    private static final Pattern SECOND_TYPE = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}$");

    private final String name;
    private final Map<String, IMemberAccessor<?, IItem>> accessors = new HashMap<>();

    private ItemFields(IType<IItem> type) {
        this.name = SECOND_TYPE
                .matcher(type.getIdentifier().substring(NAMESPACE.length()))
                .replaceFirst("");
        for (IAccessorKey<?> key : type.getAccessorKeys().keySet()) {
            accessors.put(key.getIdentifier(), type.getAccessor(key));
        }
    }

    static boolean isMigration(IType<IItem> type) {
        return type.getIdentifier().startsWith(NAMESPACE);
    }

    static ItemFields of(IType<IItem> type) {
        return new ItemFields(type);
    }

    String name() {
        return name;
    }

    /** Whether its events are states, or steps between checkpoints. */
    boolean hasSteps() {
        return accessors.containsKey("next");
    }

    /** An argument whose name JFR or Java reserves is in a field with {@code _} behind it. */
    Object value(IItem item, String argument) {
        IMemberAccessor<?, IItem> accessor = accessors.getOrDefault(argument, accessors.get(argument + '_'));
        return accessor == null ? null : accessor.getMember(item);
    }
}
