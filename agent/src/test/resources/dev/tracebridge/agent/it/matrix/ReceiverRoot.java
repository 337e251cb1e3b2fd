package matrix;

import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.annotations.TracepointSpan;

/** Two objects with states of their own, whose work other threads do. */
final class ReceiverRoot {

    @Tracepoint("receiver_state")
    void state(String state, int job) {}

    @TracepointSpan("receiver_work")
    void work(int id) {}

    static Object run() throws InterruptedException {
        ReceiverRoot first = new ReceiverRoot();
        ReceiverRoot second = new ReceiverRoot();
        first.state("new", 1);
        second.state("new", 2);
        Thread worker = new Thread(() -> {
            second.work(2);
            first.work(1);
        });
        worker.start();
        worker.join();
        first.state("done", 1);
        second.state("done", 2);
        return "done";
    }
}
