package dev.tracebridge.demo.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a device's state, ready to be shown. */
sealed interface StateValue {

    /** How many values this is. */
    int count();

    /** Writes all values, one after the other. */
    void write(IndentedJson json) throws IOException;

    /** The elements of a field that is no structure. */
    record Elements(FieldRendering rendering, byte[] bytes, int size, int count) implements StateValue {

        @Override
        public void write(IndentedJson json) throws IOException {
            for (int i = 0; i < count; i++) {
                rendering.write(bytes, i * size, size, json);
            }
        }
    }

    /** An empty string, where nothing is known of a section. */
    record Nothing() implements StateValue {

        @Override
        public int count() {
            return 1;
        }

        @Override
        public void write(IndentedJson json) throws IOException {
            json.string("");
        }
    }

    /** Values with names. What has one name more than once is a list. */
    final class Structure implements StateValue {

        private final Map<String, List<StateValue>> values = new LinkedHashMap<>();

        /** Adds to what has this name. */
        void add(String name, StateValue value) {
            if (value.count() > 0) {
                values.computeIfAbsent(name, ignored -> new ArrayList<>(1)).add(value);
            }
        }

        /** Puts this in the place of whatever had this name. */
        void replace(String name, StateValue value) {
            values.put(name, List.of(value));
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public void write(IndentedJson json) throws IOException {
            json.beginObject();
            for (Map.Entry<String, List<StateValue>> entry : values.entrySet()) {
                json.name(entry.getKey());
                List<StateValue> parts = entry.getValue();
                boolean list = parts.size() > 1 || parts.get(0).count() > 1;
                if (list) {
                    json.beginList();
                }
                for (StateValue part : parts) {
                    part.write(json);
                }
                if (list) {
                    json.end();
                }
            }
            json.end();
        }
    }
}
