import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes the one jar that users download. The few classes of package {@code dev.tracebridge.agent} stay classes; everything else, dependencies
 * included, goes under {@code inst/} with classes renamed to {@code *.classdata}. Service files of several dependencies are joined, classes for
 * JDK 9 to 17 in multi-release jars take the place of older ones, and those for newer JDKs are left out. Equal input gives equal bytes.
 *
 * <p>Run by the build: {@code java PackAgent.java OUTPUT VERSION TIMESTAMP LICENCE-FOLDER CLASS-PATH}.
 */
final class PackAgent {

    private static final String BOOT_PACKAGE = "dev/tracebridge/agent/";
    private static final String SERVICES = "META-INF/services/";
    private static final String VERSIONS = "META-INF/versions/";
    private static final int JAVA_RELEASE = 17;

    private final Map<String, byte[]> entries = new TreeMap<>();
    private final Map<String, Integer> releases = new TreeMap<>();

    public static void main(String[] arguments) throws IOException {
        PackAgent pack = new PackAgent();
        for (String element : arguments[4].split(File.pathSeparator)) {
            pack.addAll(Path.of(element));
        }
        for (String licence : new String[] {"LICENSE", "NOTICE"}) {
            pack.entries.put("META-INF/" + licence, Files.readAllBytes(Path.of(arguments[3], licence)));
        }
        pack.write(Path.of(arguments[0]), arguments[1], java.time.Instant.parse(arguments[2]).toEpochMilli());
    }

    private void addAll(Path element) throws IOException {
        if (Files.isDirectory(element)) {
            try (Stream<Path> files = Files.walk(element)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    String name = element.relativize(file).toString().replace(File.separatorChar, '/');
                    add(element.getFileName().toString(), name, Files.readAllBytes(file));
                }
            }
        } else if (Files.exists(element)) {
            try (ZipFile jar = new ZipFile(element.toFile())) {
                for (ZipEntry entry : (Iterable<ZipEntry>) jar.stream().map(e -> (ZipEntry) e)::iterator) {
                    if (!entry.isDirectory()) {
                        try (InputStream in = jar.getInputStream(entry)) {
                            add(element.getFileName().toString(), entry.getName(), in.readAllBytes());
                        }
                    }
                }
            }
        }
    }

    private void add(String origin, String name, byte[] bytes) throws IOException {
        if (name.startsWith(VERSIONS)) {
            int slash = name.indexOf('/', VERSIONS.length());
            int release = Integer.parseInt(name.substring(VERSIONS.length(), slash));
            if (release <= JAVA_RELEASE) {
                addInst(name.substring(slash + 1), bytes, release);
            }
        } else if (name.startsWith(SERVICES)) {
            join("inst/" + name, bytes);
        } else if (isLicence(name)) {
            entries.put("META-INF/licenses/" + origin.replaceFirst("\\.jar$", "") + '/' + plain(name), bytes);
        } else if (!name.startsWith("META-INF/") || name.startsWith("META-INF/io/")) {
            addInst(name, bytes, 0);
        }
    }

    private void addInst(String name, byte[] bytes, int release) throws IOException {
        // JDK Mission Control brings LZ4 for recordings somebody compressed; without its native libraries it decompresses in Java.
        if (name.startsWith("net/jpountz/util/") && !name.endsWith(".class")) {
            return;
        }
        // For OSGi and Eclipse; several elements have them.
        if (name.startsWith("OSGI-INF/") || name.equals("plugin.xml") || name.equals("plugin.properties")) {
            return;
        }
        // LZ4 for one recording at a time: its Java code serves, on every platform.
        if (name.startsWith("net/jpountz/util/") && !name.endsWith(".class")) {
            return;
        }
        if (name.endsWith("module-info.class") || name.endsWith("package-info.class") || name.endsWith("/package.html")) {
            return;
        }
        String target = target(name);
        int present = releases.getOrDefault(target, -1);
        if (present == release) {
            throw new IOException("two class path elements have " + name);
        }
        if (release > present) {
            entries.put(target, bytes);
            releases.put(target, release);
        }
    }

    private static String target(String name) {
        if (!name.endsWith(".class")) {
            return "inst/" + name;
        }
        boolean boot = name.startsWith(BOOT_PACKAGE) && name.indexOf('/', BOOT_PACKAGE.length()) < 0;
        return boot ? name : "inst/" + name + "data";
    }

    private void join(String name, byte[] bytes) throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        byte[] first = entries.get(name);
        if (first != null) {
            joined.write(first);
            joined.write('\n');
        }
        joined.write(bytes);
        entries.put(name, joined.toByteArray());
    }

    private static boolean isLicence(String name) {
        String plain = plain(name).toUpperCase(java.util.Locale.ROOT);
        return !name.endsWith(".class")
                && (plain.contains("LICENSE") || plain.startsWith("NOTICE") || name.startsWith("META-INF/licenses/"));
    }

    private static String plain(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static byte[] manifest(String version) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "dev.tracebridge.agent.Main");
        attributes.put(Attributes.Name.IMPLEMENTATION_TITLE, "Tracebridge");
        attributes.put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        attributes.putValue("Automatic-Module-Name", "dev.tracebridge.agent");
        attributes.putValue("Premain-Class", "dev.tracebridge.agent.TracebridgeAgent");
        attributes.putValue("Agent-Class", "dev.tracebridge.agent.TracebridgeAgent");
        attributes.putValue("Can-Retransform-Classes", "true");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        manifest.write(out);
        // Attributes have no order of their own; the main ones after the version may stand in any.
        String[] lines = out.toString(StandardCharsets.UTF_8).strip().split("\r\n");
        java.util.Arrays.sort(lines, 1, lines.length);
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private void write(Path output, String version, long time) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(output)))) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            write(zip, "META-INF/MANIFEST.MF", manifest(version), time);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                write(zip, entry.getKey(), entry.getValue(), time);
            }
        }
    }

    private static void write(ZipOutputStream zip, String name, byte[] bytes, long time) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // Local time, so that the bytes do not depend on the builder's time zone.
        entry.setTimeLocal(java.time.LocalDateTime.ofEpochSecond(time / 1000, 0, java.time.ZoneOffset.UTC));
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
