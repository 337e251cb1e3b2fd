package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a file of {@link Bindings}, all its problems in one run. */
final class BindingsReader {

    private static final String[] KEYS = {"class", "method", "tracepoint", "span", "arguments", "result"};
    private static final String SOURCES = "a parameter's place from 0 or its name, this.FIELD, or this.METHOD()";

    /** What no class file may have in a name, and what no name has without a reason. */
    private static final Pattern NAME = Pattern.compile("[^\\s.;\\[/<>:(),]+");

    private static final Pattern CLASS_NAME = Pattern.compile(NAME + "(\\." + NAME + ")*");
    private static final Pattern TYPE = Pattern.compile(CLASS_NAME + "(\\[\\])*");
    private static final Pattern METHOD = Pattern.compile("(<init>|" + NAME + ")(?:\\s*\\(([^()]*)\\))?");
    private static final Pattern POSITION = Pattern.compile("\\d{1,3}");

    /** Parameters of one method, a double counted once (JVMS 4.3.3). */
    private static final int MAX_PARAMETERS = 255;

    private final String fileName;
    private final Problems problems;
    private final Optional<Node> root;

    BindingsReader(String fileName, String text) {
        this.fileName = fileName;
        this.problems = new Problems(fileName, SourceText.lines(text));
        this.root = new YamlFile(fileName, text, problems).read();
    }

    Bindings read() {
        problems.throwIfAny();
        List<Binding> bindings = new ArrayList<>();
        YamlMap map = root.isEmpty() ? null : YamlMap.of(root.get(), problems, "bindings");
        if (root.isEmpty()) {
            problems.add(1, 1, "'bindings' is missing", "the file is empty");
        } else if (map != null) {
            map.requiredItems("bindings", "a list of class, method and tracepoint");
            read(map, bindings);
        }
        problems.throwIfAny();
        return new Bindings(fileName, bindings);
    }

    private void read(YamlMap map, List<Binding> bindings) {
        List<Node> items = map.list("bindings");
        if (items.size() > Bindings.LIMIT) {
            map.error(items.get(Bindings.LIMIT), "more than " + Bindings.LIMIT + " bindings", "");
            return;
        }
        for (Node item : items) {
            YamlMap one = YamlMap.of(item, problems, KEYS);
            Binding binding = one == null ? null : binding(one);
            if (binding != null) {
                bindings.add(binding);
            }
        }
    }

    private Binding binding(YamlMap map) {
        int before = problems.count();
        String className = className(map);
        String method = map.requiredText("method", "method: NAME, NAME(TYPE, TYPE) or <init>");
        Matcher parts = method == null ? null : METHOD.matcher(method.strip());
        if (parts != null && !parts.matches()) {
            map.error(
                    map.get("method").orElseThrow(),
                    "'" + method + "' is no method",
                    "write NAME, NAME(TYPE, TYPE) or <init>");
        }
        String tracepoint = tracepoint(map);
        boolean span = map.key("span").isPresent();
        Map<String, BindingSource> arguments = arguments(map);
        Optional<String> result = map.text("result");
        if (result.isPresent() && !span) {
            map.error(map.key("result").orElseThrow(), "'result' needs 'span'", "only the end of a span has a result");
        }
        if (span && parts != null && parts.matches() && parts.group(1).equals("<init>")) {
            map.error(
                    map.get("method").orElseThrow(),
                    "a constructor cannot be a span",
                    "what it throws cannot be caught; write tracepoint:");
        }
        if (problems.count() > before) {
            return null;
        }
        Optional<List<String>> types = types(map, parts.group(2));
        return problems.count() > before
                ? null
                : new Binding(className, parts.group(1), types, span, tracepoint, arguments, result, map.position());
    }

    private String className(YamlMap map) {
        String name = map.requiredText("class", "class: the binary name, com.acme.Outer$Inner");
        if (name == null) {
            return null;
        }
        Node where = map.get("class").orElseThrow();
        if (!CLASS_NAME.matcher(name).matches()) {
            map.error(where, "'" + name + "' is no class name", "write the binary name: com.acme.Outer$Inner");
        } else if (name.startsWith("java.") || name.startsWith("jdk.")) {
            map.error(where, "'" + name + "' is a class of the JDK", "only code of the application is woven");
        }
        return name;
    }

    private static String tracepoint(YamlMap map) {
        Optional<Node> tracepoint = map.get("tracepoint");
        Optional<Node> span = map.get("span");
        if (tracepoint.isPresent() == span.isPresent()) {
            map.error(
                    span.isPresent() ? span.get() : map.node(),
                    span.isPresent() ? "'tracepoint' and 'span' exclude each other" : "'tracepoint' is missing",
                    "write tracepoint: or span:, and another binding for the other");
            return null;
        }
        return map.text(tracepoint.or(() -> span).orElseThrow());
    }

    private Optional<List<String>> types(YamlMap map, String text) {
        if (text == null) {
            return Optional.empty();
        }
        List<String> types = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            String type = part.strip().replace("...", "[]");
            if (!TYPE.matcher(type).matches() || types.size() == MAX_PARAMETERS) {
                map.error(map.get("method").orElseThrow(), "'" + part.strip() + "' is no type", "int, String[], ...");
            }
            types.add(type);
        }
        return Optional.of(types);
    }

    private static Map<String, BindingSource> arguments(YamlMap map) {
        Map<String, BindingSource> arguments = new LinkedHashMap<>();
        Optional<Node> node = map.get("arguments");
        YamlMap inner = node.isEmpty() ? null : map.open(node.get(), "ARGUMENT: " + SOURCES);
        if (inner != null) {
            for (String argument : inner.keys().keySet()) {
                inner.text(argument)
                        .map(text -> source(inner, argument, text))
                        .ifPresent(source -> arguments.put(argument, source));
            }
        }
        return arguments;
    }

    private static BindingSource source(YamlMap map, String argument, String text) {
        if (POSITION.matcher(text).matches()) {
            return new BindingSource.Position(Integer.parseInt(text));
        }
        boolean member = text.startsWith("this.");
        boolean call = member && text.endsWith("()");
        String name = text.substring(member ? "this.".length() : 0, text.length() - (call ? 2 : 0));
        if (!NAME.matcher(name).matches()) {
            map.error(map.get(argument).orElseThrow(), "'" + text + "' is no source of a value", "write " + SOURCES);
            return null;
        }
        if (call) {
            return new BindingSource.Call(name);
        }
        return member ? new BindingSource.Field(name) : new BindingSource.Name(name);
    }
}
