package dev.tracebridge.exporter;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.autoconfigure.ResourceConfiguration;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Describes the running JVM by OpenTelemetry's conventions: {@code service.*}, {@code process.*}, {@code host.*}, {@code os.*}. What the user
 * configures wins. The command line is left out, since arguments may be secrets.
 */
final class ProcessResource {

    private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

    private ProcessResource() {}

    static Resource of(ConfigProperties config) {
        AttributesBuilder found = Attributes.builder();
        serviceName().ifPresent(name -> found.put(SERVICE_NAME, name));
        found.put("service.instance.id", UUID.randomUUID().toString());
        found.put("telemetry.distro.name", "tracebridge");
        process(found);
        hostName().ifPresent(name -> found.put("host.name", name));
        found.put("host.arch", architecture(System.getProperty("os.arch", "")));
        found.put("os.type", operatingSystem(System.getProperty("os.name", "")));
        return Resource.getDefault()
                .merge(Resource.create(found.build()))
                .merge(ResourceConfiguration.createEnvironmentResource(config));
    }

    private static void process(AttributesBuilder found) {
        ProcessHandle process = ProcessHandle.current();
        found.put("process.pid", process.pid());
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
    }

    /** The jar's name or the main class, as far as the launcher tells. */
    private static Optional<String> serviceName() {
        String command = System.getProperty("sun.java.command", "").strip();
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
