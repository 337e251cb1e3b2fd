package dev.tracebridge.agent.cli.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A folder that files are generated into: all of them or, after an error, none. Nothing outside the folder is touched, even where a
 * symbolic link inside leads out. Files that are as they should be are left alone, so that builds see no change.
 */
final class OutputFolder {

    private final Path folder;
    private final Deque<Path> createdFolders = new ArrayDeque<>();
    private final Deque<Replacement> replacements = new ArrayDeque<>();

    /** A file put in its place, and where the one that had been there waits; null where there was none. */
    private record Replacement(Path target, Path former) {}

    OutputFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the files, each under its path in the folder, with {@code /} between names.
     *
     * @return how many were new or changed
     * @throws IOException where any cannot be written; the folder is then as before
     */
    int write(Map<String, String> texts) throws IOException {
        Path staging = null;
        try {
            createFolders(folder);
            Path root = folder.toRealPath();
            if (!Files.isWritable(root)) {
                throw new AccessDeniedException(folder.toString());
            }
            SortedMap<Path, byte[]> changed = changed(root, texts);
            staging = Files.createTempDirectory(root, ".tracebridge-");
            List<Path> staged = stage(staging, changed);
            int i = 0;
            for (Path target : changed.keySet()) {
                createFolders(target.getParent());
                replace(target, staged.get(i), staging.resolve("former-" + i));
                i++;
            }
            delete(staging);
            return changed.size();
        } catch (IOException e) {
            rollBack(staging, e);
            throw e;
        }
    }

    /** What differs from what is there, by its place; also sees that each place can be taken. */
    private static SortedMap<Path, byte[]> changed(Path root, Map<String, String> texts) throws IOException {
        SortedMap<Path, byte[]> changed = new TreeMap<>();
        for (Map.Entry<String, String> file : texts.entrySet()) {
            Path target = root.resolve(file.getKey()).normalize();
            if (!target.startsWith(root) || target.equals(root)) {
                throw new FileSystemException(file.getKey(), null, "outside of " + root);
            }
            stayInside(root, target.getParent());
            if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(target.toString(), null, "a folder is where a file belongs");
            }
            byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
            if (!holds(target, bytes)) {
                changed.put(target, bytes);
            }
        }
        return changed;
    }

    private static boolean holds(Path file, byte[] bytes) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == bytes.length
                && Arrays.equals(Files.readAllBytes(file), bytes);
    }

    private static void stayInside(Path root, Path parent) throws IOException {
        Path existing = parent;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        if (!existing.toRealPath().startsWith(root)) {
            throw new FileSystemException(existing.toString(), null, "a link that leads out of " + root);
        }
        if (!Files.isDirectory(existing)) {
            throw new FileSystemException(existing.toString(), null, "a file is where a folder belongs");
        }
    }

    private static List<Path> stage(Path staging, SortedMap<Path, byte[]> files) throws IOException {
        List<Path> staged = new ArrayList<>();
        for (byte[] bytes : files.values()) {
            staged.add(Files.write(staging.resolve("file-" + staged.size()), bytes));
        }
        return staged;
    }

    private void replace(Path target, Path staged, Path former) throws IOException {
        boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (there) {
            Files.move(target, former, StandardCopyOption.ATOMIC_MOVE);
        }
        replacements.push(new Replacement(target, there ? former : null));
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Leaves the staging folder where a former file is still in it. */
    private void rollBack(Path staging, IOException cause) {
        try {
            for (Replacement replacement : replacements) {
                if (replacement.former() == null) {
                    Files.deleteIfExists(replacement.target());
                } else {
                    Files.move(
                            replacement.former(),
                            replacement.target(),
                            StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.ATOMIC_MOVE);
                }
            }
            if (staging != null) {
                delete(staging);
            }
            for (Path created : createdFolders) {
                Files.deleteIfExists(created);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void createFolders(Path path) throws IOException {
        if (path == null || Files.isDirectory(path)) {
            return;
        }
        createFolders(path.getParent());
        try {
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            throw new FileSystemException(path.toString(), null, "a file is where a folder belongs");
        }
        createdFolders.push(path);
    }

    private static void delete(Path staging) throws IOException {
        Files.walkFileTree(staging, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
