package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {

    @Test
    void placesPointsByTheLogarithmOfX() throws Exception {
        NodeList circles = parse(chart(10, 20, 30)).getElementsByTagName("circle");

        double[] xs = IntStream.range(0, 3)
                .mapToDouble(i -> Double.parseDouble(((Element) circles.item(i)).getAttribute("cx")))
                .toArray();
        assertThat(circles.getLength()).isEqualTo(3);
        assertThat(xs[1] - xs[0]).isCloseTo(xs[2] - xs[1], within(0.2));
    }

    @Test
    void beginsAtZeroWhereFiguresAreNearEachOther() throws Exception {
        assertThat(texts(chart(100, 150, 230))).contains("0", "50", "250").doesNotContain("1,000");
    }

    @Test
    void isLogarithmicWhereFiguresLieFarApart() throws Exception {
        assertThat(texts(chart(10, 200, 9000))).contains("10", "100", "1,000", "10,000");
    }

    @Test
    void namesBothAxesAndEachCurve() throws Exception {
        assertThat(texts(chart(1, 2, 3)))
                .contains(Plot.THREADS.title(), Plot.THREADS.xAxis(), Plot.THREADS.yAxis(), "JDK 25, span");
    }

    private static String chart(double... costs) {
        List<Curve.Point> points = IntStream.range(0, costs.length)
                .mapToObj(i -> new Curve.Point(Math.pow(10, i), List.of(costs[i]), Map.of()))
                .toList();
        Curve curve = new Curve(Plot.THREADS.id(), "span", points);
        return new Chart(Plot.THREADS, List.of(new Chart.Line(25, 0, false, curve))).svg();
    }

    private static List<String> texts(String svg) throws Exception {
        NodeList texts = parse(svg).getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .toList();
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
