package dev.tracebridge.processor;

import dev.tracebridge.processor.generate.CatalogueText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.processing.Filer;
import javax.tools.FileObject;
import javax.tools.JavaFileManager;
import javax.tools.StandardLocation;

/** Finds a package's catalogue and sidecar: where the processor's option says, on the source path, or among the copied resources. */
final class CatalogueFinder {

    /** A file, or a directory that holds catalogues by package or by name. */
    static final String OPTION = "tracebridge.catalogue";

    private static final int SIZE_LIMIT = 16 << 20;

    private final Filer filer;
    private final Optional<String> option;

    CatalogueFinder(Filer filer, Optional<String> option) {
        this.filer = filer;
        this.option = option;
    }

    /** Opens a file of a known place by its name there. */
    private interface Place {
        Optional<Content> read(String name) throws IOException;
    }

    private record Content(String name, String text) {}

    /** What was looked for where, and found or not. */
    static final class NotFoundException extends Exception {

        private static final long serialVersionUID = 1L;

        NotFoundException(String message) {
            super(message);
        }
    }

    /**
     * Reads the files.
     *
     * @param packageName the package that names them
     * @param catalogue the catalogue, relative to the package
     * @param sidecar the sidecar, relative to the package
     * @param sidecarRequired whether a missing sidecar is an error
     */
    CatalogueText find(String packageName, String catalogue, String sidecar, boolean sidecarRequired)
            throws NotFoundException {
        List<String> looked = new ArrayList<>();
        for (Place place : places(packageName, catalogue, looked)) {
            try {
                Optional<Content> found = place.read(catalogue);
                if (found.isPresent()) {
                    Optional<Content> beside = place.read(sidecar);
                    if (beside.isEmpty() && sidecarRequired) {
                        throw new NotFoundException(
                                "sidecar '" + sidecar + "' is not beside the catalogue " + found.get().name);
                    }
                    return new CatalogueText(
                            found.get().name,
                            found.get().text,
                            beside.map(Content::name).orElse(sidecar),
                            beside.map(Content::text));
                }
            } catch (IOException e) {
                throw new NotFoundException("catalogue '" + catalogue + "' cannot be read: " + e);
            }
        }
        throw new NotFoundException(
                "catalogue '" + catalogue + "' of package " + packageName + " is not found; looked for "
                        + String.join(", ", looked) + "; the processor option -A" + OPTION
                        + "=PATH names the file or its directory");
    }

    private List<Place> places(String packageName, String catalogue, List<String> looked) throws NotFoundException {
        if (option.isPresent()) {
            return optionPlaces(option.get(), packageName, catalogue, looked);
        }
        String inPackage = packageName.replace('.', '/') + "/" + catalogue;
        looked.add(inPackage + " on the source path");
        looked.add(inPackage + " in the class output");
        return List.of(
                name -> resource(StandardLocation.SOURCE_PATH, packageName, name),
                name -> resource(StandardLocation.CLASS_OUTPUT, packageName, name));
    }

    private static List<Place> optionPlaces(String option, String packageName, String catalogue, List<String> looked)
            throws NotFoundException {
        Path path;
        try {
            path = Path.of(option).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new NotFoundException("-A" + OPTION + "=" + option + " is no path: " + e.getMessage());
        }
        if (Files.isDirectory(path)) {
            Path inPackage = path.resolve(packageName.replace('.', '/'));
            looked.add(inPackage.resolve(catalogue).toString());
            looked.add(path.resolve(catalogue).toString());
            return List.of(name -> file(inPackage.resolve(name)), name -> file(path.resolve(name)));
        }
        looked.add(path.toString());
        boolean named =
                path.getFileName() != null && path.getFileName().toString().equals(lastName(catalogue));
        if (!named) {
            throw new NotFoundException("-A" + OPTION + "=" + option + " names neither a directory nor a file called '"
                    + lastName(catalogue) + "', as @TraceCatalogue does");
        }
        return List.of(name -> file(name.equals(catalogue) ? path : path.resolveSibling(name)));
    }

    private static String lastName(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private Optional<Content> resource(JavaFileManager.Location location, String packageName, String name)
            throws IOException {
        FileObject file;
        try {
            file = filer.getResource(location, packageName, name);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException notThere) {
            // Compilers without a source path say so in any of these ways.
            return Optional.empty();
        }
        try (InputStream in = file.openInputStream()) {
            return Optional.of(new Content(file.getName(), decode(file.getName(), in)));
        } catch (NoSuchFileException | FileNotFoundException notThere) {
            return Optional.empty();
        }
    }

    private static Optional<Content> file(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Optional.of(new Content(path.toString(), decode(path.toString(), in)));
        }
    }

    private static String decode(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(SIZE_LIMIT + 1);
        if (bytes.length > SIZE_LIMIT) {
            throw new IOException(name + " is larger than " + (SIZE_LIMIT >> 20) + " MiB");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(name + " is not UTF-8 text", e);
        }
    }
}
