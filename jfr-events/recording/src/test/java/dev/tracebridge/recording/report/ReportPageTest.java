package dev.tracebridge.recording.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracebridge.recording.tuning.Figures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of a report as a browser shows it. */
class ReportPageTest {

    private static final String VIEW = "document.body.dataset.view.split(' ').map(Number)";

    /** Stays, for a person to look at. */
    private static final Path FOLDER = Path.of("target", "report-page").toAbsolutePath();

    private static Chromium browser;

    @BeforeAll
    static void startBrowser() throws IOException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "needs Chromium: apt-get install chromium");
        browser = Chromium.start(program.get(), Files.createTempDirectory(Files.createDirectories(FOLDER), "profile"));
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"precopy", "damaged"})
    void drawsWithoutComplaintOrRequest(String report) throws Exception {
        Path page = open(report);

        assertThat(browser.evaluate("document.querySelectorAll('#timeline .bar').length")
                        .asInt())
                .isPositive();
        assertThat(browser.evaluate("document.querySelectorAll('h2').length").asInt())
                .isPositive();
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .containsOnlyOnce(page.toUri().toString())
                .allMatch(address -> address.startsWith("file:") || address.startsWith("data:"));
    }

    @Test
    void drawsBothChartsAndEveryLane() throws Exception {
        open("precopy");

        assertThat(texts("#timeline .lane"))
                .contains("States", "Rounds", "Downtime", "Devices", "Pauses", "Channel 0", "Channel 1", "Errors");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.series')].map(path => path.getTotalLength() > 50).join()")
                        .asText())
                .isEqualTo("true,true,true");
    }

    @Test
    void showsTheFiguresOfItsJson() throws Exception {
        open("precopy");
        JsonNode json = json(Reports.precopy());
        JsonNode figures = browser.evaluate("[...document.querySelectorAll('[data-path]')]"
                + ".map(e => ({path: e.dataset.path, value: e.dataset.value, text: e.textContent}))");

        assertThat(figures).hasSizeGreaterThan(80).allSatisfy(figure -> {
            String path = figure.get("path").asText();
            JsonNode value = json.at(path);
            assertThat(figure.get("value").asText()).as(path).isEqualTo(plain(value));
            assertThat(figure.get("text").asText()).as(path).isEqualTo(shown(path, value));
        });
        assertThat(figures)
                .extracting(figure -> figure.get("path").asText())
                .contains(
                        "/guestStoppedMs",
                        "/recordings/0/downtimes/0/lastedMs",
                        "/recordings/0/downtimes/0/phases/1/tookMs",
                        "/recordings/0/rounds/1/dirtiedPagesPerSecond",
                        "/recordings/0/postcopy/faults/p99Ms",
                        "/recordings/0/postcopy/blocktimeMs",
                        "/recordings/0/pauses/0/recoveringMs",
                        "/recordings/0/channels/1/pages",
                        "/recordings/0/longestDevices/0/tookMs",
                        "/recordings/1/downtimes/0/lastedMs");
    }

    @Test
    void opensOnTheMigrationWhereTheLogBeganLongBefore() throws Exception {
        open("early");

        assertThat(view()[0]).isCloseTo(8_000 - 100, within(1e-3));
        assertThat(view()[1]).isCloseTo(10_000, within(1e-3));
    }

    @Test
    void zoomsWithTheWheelWhereThePointerIs() throws Exception {
        open("precopy");
        double[] all = view();
        JsonNode box = box("#timeline");
        double x = box.get("x").asDouble() + box.get("width").asDouble() / 2;
        double y = box.get("y").asDouble() + 60;

        for (int turn = 0; turn < 10; turn++) {
            mouse("mouseWheel", x, y, Map.of("deltaX", 0, "deltaY", -100));
        }
        browser.settle();
        double[] closer = view();
        String zoomed = bars();
        browser.evaluate("document.querySelector('#timeline').dispatchEvent(new MouseEvent('dblclick'))");
        browser.settle();

        assertThat(closer[1] - closer[0]).isLessThan((all[1] - all[0]) / 5);
        assertThat(closer[0]).isGreaterThan(all[0]);
        assertThat(closer[1]).isLessThan(all[1]);
        assertThat(view()).containsExactly(all);
        assertThat(bars()).isNotEqualTo(zoomed);
    }

    @Test
    void movesWhenDragged() throws Exception {
        open("precopy");
        browser.evaluate("document.querySelector('button[title=\"Zoom in\"]').click()");
        double[] before = view();
        JsonNode box = box("#rates");
        double x = box.get("x").asDouble() + 500;
        double y = box.get("y").asDouble() + 50;

        mouse("mousePressed", x, y, Map.of("button", "left", "clickCount", 1));
        mouse("mouseMoved", x - 200, y, Map.of("button", "left", "buttons", 1));
        mouse("mouseReleased", x - 200, y, Map.of("button", "left", "clickCount", 1));

        assertThat(view()[0]).isGreaterThan(before[0]);
        assertThat(view()[1] - view()[0]).isCloseTo(before[1] - before[0], within(1e-6));
    }

    @Test
    void showsTheDowntimeAtAButton() throws Exception {
        open("precopy");

        browser.evaluate("document.querySelector('button[title=\"Zoom to the downtime\"]').click()");
        browser.settle();

        assertThat(view()[1] - view()[0]).isCloseTo(1.3 * 350, within(1e-3));
        assertThat(texts("#timeline .in-bar")).contains("src-downtime-end");
    }

    @Test
    void tellsWhatABarIsWhereThePointerRests() throws Exception {
        open("precopy");
        JsonNode box = box("#timeline .bar:last-of-type");

        mouse(
                "mouseMoved",
                box.get("x").asDouble() + box.get("width").asDouble() / 2,
                box.get("y").asDouble() + 5,
                Map.of());

        assertThat(browser.evaluate("document.getElementById('tip').hidden").asBoolean())
                .isFalse();
        assertThat(browser.evaluate("document.getElementById('tip').textContent")
                        .asText())
                .contains("active", "2.30 s");
    }

    @Test
    void showsHostileTextAsText() throws Exception {
        open("damaged");

        assertThat(browser.evaluate("document.images.length").asInt()).isZero();
        assertThat(browser.evaluate("document.body.textContent").asText())
                .contains("</script><img src=x onerror=alert(1)>\ufffd[31m&amp;\ufffd", "se\ufffd[2Jtup\ufffd")
                .doesNotContain("\u001b", "\u202e");
    }

    @ParameterizedTest
    @CsvSource({"light, 'rgb(246, 247, 249)'", "dark, 'rgb(17, 21, 27)'"})
    void keepsToTheColoursThePersonPrefers(String scheme, String background) throws Exception {
        open("precopy");
        browser.call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));

        assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor")
                        .asText())
                .isEqualTo(background);
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 800, 1600})
    void fitsWindows(int width) throws Exception {
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        open("precopy");

        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(width);
        browser.call("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    @Test
    void prints() throws Exception {
        open("precopy");

        String pdf = browser.call("Page.printToPDF", Map.of("printBackground", true))
                .get("data")
                .asText();

        assertThat(Base64.getDecoder().decode(pdf)).hasSizeGreaterThan(20_000).startsWith('%', 'P', 'D', 'F');
        assertThat(browser.complaints()).isEmpty();
    }

    private static Path open(String name) throws Exception {
        Path page = FOLDER.resolve(name + ".html");
        try (Writer writer = Files.newBufferedWriter(page)) {
            HtmlRenderer.render(
                    switch (name) {
                        case "precopy" -> Reports.precopy();
                        case "early" -> Reports.early();
                        default -> Reports.damaged();
                    },
                    writer);
        }
        browser.open(page);
        return page;
    }

    private static JsonNode json(MigrationReport report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonRenderer.render(report, out);
        return new ObjectMapper().readTree(out.toByteArray());
    }

    /** As JavaScript writes it. */
    private static String plain(JsonNode value) {
        return value.isFloatingPointNumber() && value.asDouble() == Math.rint(value.asDouble())
                ? String.valueOf(value.asLong())
                : value.asText();
    }

    private static String shown(String path, JsonNode value) {
        String member = path.substring(path.lastIndexOf('/') + 1);
        if (!value.isNumber()) {
            return value.asText();
        } else if (member.equals("downtimeLimitMs")) {
            return value.asText() + " ms";
        } else if (member.endsWith("Ms")) {
            return Figures.duration(Duration.ofNanos(Math.round(value.asDouble() * 1e6)));
        } else if (member.endsWith("ytesPerSecond")) {
            return Figures.bytes(value.asLong()) + "/s";
        } else if (member.endsWith("Bytes") || member.equals("bytes")) {
            return Figures.bytes(value.asLong());
        } else if (member.equals("dirtiedPerSent")) {
            return Math.round(100 * value.asDouble()) + " %";
        } else if (member.equals("throttlePercent")) {
            return value.asText() + " %";
        }
        return Figures.count(value.asLong()) + (member.equals("throttles") ? " times" : "");
    }

    private static double[] view() throws IOException {
        JsonNode view = browser.evaluate(VIEW);
        return new double[] {view.get(0).asDouble(), view.get(1).asDouble()};
    }

    private static String bars() throws IOException {
        return browser.evaluate("[...document.querySelectorAll('#timeline .bar')].map(b => b.getAttribute('x')).join()")
                .asText();
    }

    private static List<String> texts(String selector) throws IOException {
        JsonNode texts = browser.evaluate("[...document.querySelectorAll('" + selector + "')].map(e => e.textContent)");
        return new ObjectMapper().convertValue(texts, new TypeReference<>() {});
    }

    private static JsonNode box(String selector) throws IOException {
        return browser.evaluate("(e => { e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect();"
                + " return {x: b.x, y: b.y, width: b.width}; })([...document.querySelectorAll('" + selector
                + "')][0])");
    }

    private static void mouse(String type, double x, double y, Map<String, ?> more) throws IOException {
        Map<String, Object> parameters = new HashMap<>(Map.of("type", type, "x", x, "y", y));
        parameters.putAll(more);
        browser.call("Input.dispatchMouseEvent", parameters);
    }
}
