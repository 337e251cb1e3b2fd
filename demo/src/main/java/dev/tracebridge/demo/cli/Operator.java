package dev.tracebridge.demo.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Whoever sits at standard input, for what no program can know. For one thread. */
final class Operator {

    private final BufferedReader in;
    private final PrintWriter talk;

    Operator(InputStream in, PrintWriter talk) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.talk = talk;
    }

    /** Whether the guest is to run here, because it does not run on the destination. No answer means no. */
    boolean saysRunHere() throws IOException {
        talk.println(
                "demo: the guest stands still. Look at the destination, then type: run, if it does not run there,");
        talk.println("demo: to let it run on here; end, to end it here.");
        talk.flush();
        return answer("run", "end");
    }

    /** Waits until the guest is to end here. */
    void awaitEnd() throws IOException {
        talk.println("demo: the guest runs here; type: end");
        talk.flush();
        answer("end", "end");
    }

    private boolean answer(String yes, String no) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String word = line.strip();
            if (word.equals(yes)) {
                return true;
            }
            if (word.equals(no)) {
                return false;
            }
            talk.println("demo: expected " + (yes.equals(no) ? yes : yes + " or " + no));
            talk.flush();
        }
        return false;
    }
}
