package dev.tracebridge.catalogue;

/** Names of JFR events. */
final class EventNames {

    private EventNames() {}

    /** Why a dotted name cannot name an event, or null. */
    static String problem(String name) {
        if (name.length() > 200) {
            return "longer than 200 characters";
        }
        for (String part : name.split("\\.", -1)) {
            if (part.isEmpty()) {
                return "an empty part";
            }
            for (int i = 0; i < part.length(); i++) {
                char c = part.charAt(i);
                boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
                if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
                    return "'" + c + "' in '" + part + "'";
                }
            }
            if (FieldNames.reservedByJava(part)) {
                return "'" + part + "' is reserved by Java";
            }
        }
        return null;
    }
}
