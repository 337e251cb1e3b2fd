package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.migration.MigrationTrace;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The README's table of the tracepoints that this migration hits is made of what was compiled: the index of annotated
 * methods, and the calls of the facade. {@code -Dtracebridge.golden.update=true} writes it anew.
 */
class TracepointTableTest {

    private static final Path TREE =
            Path.of(System.getProperty("basedir")).toAbsolutePath().getParent();
    private static final String BEGIN = "<!-- tracepoints of the demo: written by TracepointTableTest -->\n";
    private static final String END = "<!-- end of tracepoints of the demo -->\n";
    private static final String INDEX = "META-INF/tracebridge/index";

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;

    @Test
    void isInTheReadme() throws IOException {
        Path file = TREE.resolve("README.md");
        String readme = Files.readString(file);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        assertThat(begin).isBetween(BEGIN.length(), end);
        String table = table(byGroup(), hit());
        if (Boolean.getBoolean("tracebridge.golden.update")) {
            Files.writeString(file, readme.substring(0, begin) + table + readme.substring(end));
            return;
        }

        assertThat(readme.substring(begin, end))
                .as("the table in README.md; -Dtracebridge.golden.update=true writes it anew")
                .isEqualTo(table);
    }

    @Test
    void leavesOutWhatTheReadmeSaysItLeavesOut() throws IOException {
        assertThat(Files.readString(TREE.resolve("README.md")))
                .contains("COLO, RDMA, block dirty bitmaps and the pages of vhost-user are in the catalogue only");
        Map<String, List<String>> groups = byGroup();
        List<String> leftOut = new ArrayList<>();
        for (String group : List.of("colo.c", "colo-failover.c", "rdma.c", "block-dirty-bitmap.c")) {
            leftOut.addAll(groups.get(group));
        }
        groups.get("postcopy-ram.c").stream()
                .filter(name -> name.contains("shared"))
                .forEach(leftOut::add);

        assertThat(leftOut).hasSizeGreaterThan(70).doesNotContainAnyElementsOf(hit());
    }

    private static String table(Map<String, List<String>> groups, Set<String> hit) {
        StringBuilder table = new StringBuilder("| QEMU's file | in the code | tracepoints |\n| --- | --- | --- |\n");
        int all = 0;
        int allHit = 0;
        for (Map.Entry<String, List<String>> group : groups.entrySet()) {
            List<String> here =
                    group.getValue().stream().filter(hit::contains).sorted().toList();
            String names = here.isEmpty() ? "none" : "`" + String.join("` `", here) + "`";
            table.append(String.format(
                    "| `%s` | %d of %d | %s |%n",
                    group.getKey(), here.size(), group.getValue().size(), names));
            all += group.getValue().size();
            allHit += here.size();
        }
        return table.append(String.format("| all | %d of %d | |%n", allHit, all))
                .toString();
    }

    /** The catalogue's tracepoints by the heading they stand under, which is the file that QEMU hits them in. */
    private static Map<String, List<String>> byGroup() throws IOException {
        Catalogue catalogue = Catalogue.read(
                TREE.resolve("jfr-events/migration/src/main/java/dev/tracebridge/migration/trace-events"));
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (Tracepoint tracepoint : catalogue.tracepoints()) {
            groups.computeIfAbsent(tracepoint.group(), group -> new ArrayList<>())
                    .add(tracepoint.name());
        }
        return groups;
    }

    private static Set<String> hit() throws IOException {
        Set<String> hit = new TreeSet<>();
        Map<String, List<String>> tracepointsOf = new HashMap<>();
        List<String[]> methods = new ArrayList<>();
        for (URL index :
                Collections.list(TracepointTableTest.class.getClassLoader().getResources(INDEX))) {
            boolean ours = index.toString().contains("/demo/target/classes/");
            try (InputStream lines = index.openStream()) {
                new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                    String[] parts = line.split("\t", -1);
                    if (parts[0].equals("event")) {
                        tracepointsOf.put(parts[2], List.of(parts[5].split(",")));
                    } else if (parts[0].equals("method") && ours) {
                        methods.add(parts);
                    }
                });
            }
        }
        for (String[] method : methods) {
            hit.addAll(tracepointsOf.get(method[4]));
        }
        try (Stream<Path> files = Files.walk(TREE.resolve("demo/target/classes"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                hit.addAll(facadeCalls(file));
            }
        }
        return hit;
    }

    /** The methods of the facade that a class file names in its pool of constants. */
    private static Set<String> facadeCalls(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            in.skipNBytes(Integer.BYTES + 2 * Short.BYTES);
            int count = in.readUnsignedShort();
            String[] texts = new String[count];
            int[][] pairs = new int[count][];
            int[] tags = new int[count];
            for (int i = 1; i < count; i++) {
                tags[i] = in.readUnsignedByte();
                switch (tags[i]) {
                    case UTF8 -> texts[i] = in.readUTF();
                    case LONG, DOUBLE -> {
                        in.skipNBytes(Long.BYTES);
                        i++;
                    }
                    case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE ->
                        pairs[i] = new int[] {in.readUnsignedShort(), 0};
                    case METHOD_HANDLE -> in.skipNBytes(1 + Short.BYTES);
                    default -> pairs[i] = new int[] {in.readUnsignedShort(), in.readUnsignedShort()};
                }
            }
            Set<String> called = new TreeSet<>();
            String facade = MigrationTrace.class.getName().replace('.', '/');
            for (int i = 1; i < count; i++) {
                if (tags[i] == METHOD && facade.equals(texts[pairs[pairs[i][0]][0]])) {
                    assertThat(tags[pairs[i][1]]).isEqualTo(NAME_AND_TYPE);
                    called.add(texts[pairs[pairs[i][1]][0]]);
                }
            }
            return called;
        }
    }
}
