package dev.tracebridge.agent.weaving;

import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.processor.generate.CatalogueText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * A catalogue as the processor left it beside its facade, in an annotation of a class that nothing loads.
 *
 * @param model what there is to trace
 * @param packageName the package of the event classes
 */
record EmbeddedCatalogue(TraceModel model, String packageName) {

    private static final String SUFFIX = "Catalogue.class";
    private static final String ANNOTATION = "Ldev/tracebridge/annotations/EmbeddedCatalogue;";
    private static final int SIZE_LIMIT = 32 << 20;

    /**
     * The catalogues whose facades an index names.
     *
     * @param loader where the facades are
     * @param problems told of each catalogue that cannot be read
     */
    static List<EmbeddedCatalogue> of(ClassIndex index, ClassLoader loader, Consumer<String> problems) {
        Set<String> packages = new LinkedHashSet<>();
        for (IndexedEvent event : index.events()) {
            packages.add(packageOf(event.className().replace('.', '/')));
        }
        List<EmbeddedCatalogue> found = new ArrayList<>();
        for (String name : index.classNames()) {
            // A facade is in the package of its events.
            URL url = packages.contains(packageOf(name)) ? loader.getResource(name + SUFFIX) : null;
            if (url != null) {
                try {
                    read(url, packageOf(name).replace('/', '.')).ifPresent(found::add);
                } catch (IOException | RuntimeException broken) {
                    problems.accept("the catalogue of " + name.replace('/', '.') + " cannot be read: "
                            + (broken instanceof CatalogueException ? firstLine(broken) : broken));
                }
            }
        }
        return found;
    }

    private static String firstLine(Exception broken) {
        return broken.getMessage().lines().findFirst().orElse("");
    }

    private static String packageOf(String internalName) {
        return internalName.substring(0, Math.max(0, internalName.lastIndexOf('/')));
    }

    private static Optional<EmbeddedCatalogue> read(URL url, String packageName) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        byte[] classFile;
        try (InputStream in = connection.getInputStream()) {
            classFile = in.readNBytes(SIZE_LIMIT + 1);
        }
        if (classFile.length > SIZE_LIMIT) {
            throw new IOException(url + " is larger than " + SIZE_LIMIT + " bytes");
        }
        Text text = new Text();
        OpenedClassReader.of(classFile).accept(text, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        return text.found ? Optional.of(new EmbeddedCatalogue(text.model(packageName), packageName)) : Optional.empty();
    }

    /** Reads the annotation. */
    private static final class Text extends ClassVisitor {

        private final StringBuilder catalogue = new StringBuilder();
        private final StringBuilder sidecar = new StringBuilder();
        private String fileName = "";
        private boolean found;

        Text() {
            super(OpenedClassReader.ASM_API);
        }

        TraceModel model(String packageName) {
            Optional<String> rules = sidecar.isEmpty() ? Optional.empty() : Optional.of(sidecar.toString());
            return new CatalogueText(fileName, catalogue.toString(), "the sidecar of " + fileName, rules)
                    .model(packageName);
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            if (!descriptor.equals(ANNOTATION)) {
                return null;
            }
            found = true;
            return new AnnotationVisitor(OpenedClassReader.ASM_API) {
                @Override
                public void visit(String name, Object value) {
                    if (name.equals("fileName")) {
                        fileName = String.valueOf(value);
                    }
                }

                @Override
                public AnnotationVisitor visitArray(String name) {
                    StringBuilder into = name.equals("sidecar") ? sidecar : catalogue;
                    return new AnnotationVisitor(OpenedClassReader.ASM_API) {
                        @Override
                        public void visit(String unnamed, Object piece) {
                            into.append(piece);
                        }
                    };
                }
            };
        }
    }
}
