package dev.tracebridge.recording.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.recording.tuning.Check;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.owasp.encoder.Encode;

/** The jar for the folder {@code dropins} of JDK Mission Control, as far as it can be tried without its window. */
class DropinsJarIT {

    private static final Path JAR = Path.of(System.getProperty("tracebridge.jmc.rules.jar"));

    @Test
    void isAFragmentOfTheBundleThatLooksForRules() throws Exception {
        Attributes attributes = manifest(JAR);

        assertThat(attributes.getValue("Bundle-ManifestVersion")).isEqualTo("2");
        assertThat(attributes.getValue("Bundle-SymbolicName")).isEqualTo("dev.tracebridge.jmc-rules");
        // OSGi's form of a version.
        assertThat(attributes.getValue("Bundle-Version")).matches("\\d+\\.\\d+\\.\\d+(\\.[A-Za-z0-9_-]+)?");
        assertThat(manifest(jarOf(IRule.class)).getValue("Bundle-SymbolicName").split(";")[0])
                .isEqualTo(attributes.getValue("Fragment-Host"));
    }

    @Test
    void offersEveryRuleToTheHostsLoader() throws Exception {
        try (URLClassLoader host = host()) {
            Class<?> service = host.loadClass(IRule.class.getName());
            List<String> ids = new ArrayList<>();
            for (Object rule : ServiceLoader.load(service, service.getClassLoader())) {
                ids.add((String) service.getMethod("getId").invoke(rule));
            }

            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(Stream.of(Check.values())
                            .map(check -> "dev.tracebridge." + check.parameter())
                            .toList());
        }
    }

    @Test
    void needsNoClassThatMissionControlHasNot() throws Exception {
        try (URLClassLoader host = host();
                JarFile jar = new JarFile(JAR.toFile())) {
            List<String> classes = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();

            assertThat(classes).hasSizeGreaterThan(30);
            for (String name : classes) {
                Class<?> loaded = Class.forName(name, true, host);
                assertThat(loaded.getDeclaredMethods()).as(name).isNotNull();
                assertThat(loaded.getDeclaredFields()).as(name).isNotNull();
            }
        }
    }

    /** What the host of a fragment sees: its own jar, the fragment, and the bundles it requires. */
    private static URLClassLoader host() throws Exception {
        List<URL> urls = new ArrayList<>();
        urls.add(JAR.toUri().toURL());
        for (Class<?> type : List.of(IRule.class, IItem.class, JfrLoaderToolkit.class, Encode.class)) {
            urls.add(jarOf(type).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Attributes manifest(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes();
        }
    }
}
