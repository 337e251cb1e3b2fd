package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventPreloadTest {

    private static final List<String> INITIALISED = new CopyOnWriteArrayList<>();

    static final class Good {
        static {
            INITIALISED.add("good");
        }
    }

    static final class Broken {
        static {
            INITIALISED.add("broken");
            if (!INITIALISED.isEmpty()) {
                throw new IllegalStateException("no such luck");
            }
        }
    }

    private static IndexedEvent event(String className) {
        return new IndexedEvent("test." + className, className, "instant", true, List.of("tracepoint"));
    }

    @Test
    void initialisesWhatItCanOnceTheThreadBeforeHasEnded() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Thread before = new Thread(() -> {
            try {
                goOn.await();
                INITIALISED.add("before");
            } catch (InterruptedException e) {
                INITIALISED.add("interrupted");
            }
        });
        before.start();

        Thread preload = EventPreload.start(
                List.of(event("no.such.Class"), event(Broken.class.getName()), event(Good.class.getName())),
                getClass().getClassLoader(),
                before,
                Duration.ofMillis(1));
        goOn.countDown();
        preload.join();

        assertThat(INITIALISED).containsExactly("before", "broken", "good");
        assertThat(preload.isDaemon()).isTrue();
    }
}
