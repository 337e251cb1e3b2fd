package dev.tracebridge.exporter;

import io.opentelemetry.api.trace.SpanContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Describes a JVM by OpenTelemetry's conventions: {@code service.*}, {@code process.*}, {@code host.*}, {@code os.*}, and by what its user had
 * configured: name, attributes, sampler and {@code TRACEPARENT}. The command line is left out, since arguments may be secrets.
 *
 * <p>It is recorded with the events ({@link ProcessAttributeEvent}), so that spans made of a recording later have the resource they would have had
 * at once. Immutable.
 *
 * @param attributes of the resource
 * @param configured {@code otel.*} properties, and the variable {@code TRACEPARENT}
 */
record ProcessDescription(Map<String, String> attributes, Map<String, String> configured) {

    /** Of a recording that does not say where it comes from. */
    static final ProcessDescription UNKNOWN = new ProcessDescription(Map.of(), Map.of());

    private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final String INSTANCE = UUID.randomUUID().toString();
    private static final String[] CONFIGURED = {
        "otel.service.name", "otel.resource.attributes", Sampling.SAMPLER, Sampling.ARGUMENT
    };
    private static final String TRACEPARENT = "TRACEPARENT";
    private static final int LIMIT = 256;

    /** Of the running JVM: the same each time, but for what has been configured meanwhile. */
    static ProcessDescription ofThisJvm() {
        Map<String, String> found = new LinkedHashMap<>();
        serviceName(System.getProperty("sun.java.command", "")).ifPresent(name -> found.put("service.name", name));
        found.put("service.instance.id", INSTANCE);
        ProcessHandle process = ProcessHandle.current();
        found.put("process.pid", Long.toString(process.pid()));
        process.info().command().ifPresent(path -> found.put("process.executable.path", path));
        found.put("process.runtime.name", System.getProperty("java.runtime.name"));
        found.put("process.runtime.version", System.getProperty("java.runtime.version"));
        found.put(
                "process.runtime.description",
                System.getProperty("java.vm.vendor")
                        + ' '
                        + System.getProperty("java.vm.name")
                        + ' '
                        + System.getProperty("java.vm.version"));
        hostName().ifPresent(name -> found.put("host.name", name));
        found.put("host.arch", architecture(System.getProperty("os.arch", "")));
        found.put("os.type", operatingSystem(System.getProperty("os.name", "")));
        found.values().removeIf(value -> value == null || value.isEmpty());
        return new ProcessDescription(found, configuredHere());
    }

    private static Map<String, String> configuredHere() {
        Map<String, String> configured = new LinkedHashMap<>();
        for (String property : CONFIGURED) {
            String value = System.getProperty(
                    property, System.getenv(property.toUpperCase(Locale.ROOT).replace('.', '_')));
            if (value != null && !value.isBlank()) {
                configured.put(property, value);
            }
        }
        String parent = System.getenv(TRACEPARENT);
        if (parent != null) {
            configured.put(TRACEPARENT, parent);
        }
        return configured;
    }

    /** The span the process was started in, invalid for none. */
    SpanContext parent() {
        return ExportSettings.processParent(configured);
    }

    /** Passes on what describes the process, pair by pair. */
    void forEach(BiConsumer<String, String> pairs) {
        attributes.forEach(pairs);
        configured.forEach(pairs);
    }

    /** This and one pair more, as {@link #forEach} passed it on. */
    ProcessDescription with(String name, String value) {
        if (name == null || value == null || attributes.size() + configured.size() >= LIMIT) {
            return this;
        }
        boolean property = name.startsWith("otel.") || name.equals(TRACEPARENT);
        if (name.equals("process.pid") && !value.matches("\\d{1,18}")) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(property ? configured : attributes);
        all.put(name, value);
        return property ? new ProcessDescription(attributes, all) : new ProcessDescription(all, configured);
    }

    /** As far as Flight Recorder's own event {@code jdk.JVMInformation} tells; a field it lacks is left out. */
    static ProcessDescription ofJvmInformation(RareEvent event) {
        Map<String, String> found = new LinkedHashMap<>();
        if (event.text("javaArguments") != null) {
            serviceName(event.text("javaArguments")).ifPresent(name -> found.put("service.name", name));
        }
        if (event.has("pid")) {
            found.put("process.pid", Long.toString(event.number("pid")));
        }
        if (event.text("jvmVersion") != null) {
            found.put("process.runtime.description", event.text("jvmVersion"));
        }
        return new ProcessDescription(found, Map.of());
    }

    /** The jar's name or the main class, as far as the launcher tells. */
    private static Optional<String> serviceName(String commandLine) {
        String command = commandLine.strip();
        String main = command.isEmpty() ? "" : command.split("\\s", 2)[0];
        main = main.substring(main.lastIndexOf('/') + 1);
        return Optional.of(main.endsWith(".jar") ? main.substring(0, main.length() - ".jar".length()) : main)
                .filter(name -> !name.isEmpty());
    }

    private static Optional<String> hostName() {
        try {
            if (Files.isReadable(LINUX_HOST_NAME)) {
                return Optional.of(Files.readString(LINUX_HOST_NAME).strip());
            }
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Optional.ofNullable(System.getenv("COMPUTERNAME"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    // https://opentelemetry.io/docs/specs/semconv/registry/attributes/host/
    private static String architecture(String java) {
        return switch (java) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case "arm" -> "arm32";
            case "x86", "i386", "i686" -> "x86";
            case "ppc64le", "ppc64" -> "ppc64";
            default -> java;
        };
    }

    // https://opentelemetry.io/docs/specs/semconv/registry/attributes/os/
    private static String operatingSystem(String java) {
        String name = java.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") ? "darwin" : name.replace(" ", "");
    }
}
