package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.it.app.WaitingApplication;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent attached to a JVM whose classes are loaded already. */
class AttachIT {

    @TempDir
    private Path folder;

    @Test
    void runningApplicationIsWoven() {
        Path recording = folder.resolve("attached.jfr");
        ChildJvm.Running application = ChildJvm.withoutAgent()
                .classPath(RecordIT.classPath())
                .with(WaitingApplication.class.getName())
                .start();
        assertThat(application.readLine()).isEqualTo("ready none");
        ChildJvm.Result attach = attach(application, "record=" + recording);
        application.closeInput();
        ChildJvm.Result result = application.join().assertExit(0);

        attach.assertExit(0);
        assertThat(attach.out()).isEqualTo("process " + application.pid() + ": 4 tracepoints in 1 class woven\n");
        assertThat(Recordings.events(recording, "it.save_page")).hasSize(1);
        assertThat(Recordings.section(recording, "after").getLong("parentId"))
                .isEqualTo(Recordings.events(recording, "it.state").get(0).getLong("parentId"));
        assertThat(result.out()).isEqualTo("emitted 3\n");
    }

    private static ChildJvm.Result attach(ChildJvm.Running application, String... options) {
        String[] command = new String[5 + options.length];
        command[0] = ChildJvm.javaTool("java");
        command[1] = "-jar";
        command[2] = ChildJvm.agentJar().toString();
        command[3] = "attach";
        command[4] = Long.toString(application.pid());
        System.arraycopy(options, 0, command, 5, options.length);
        return ChildJvm.tool(Map.of(), command);
    }
}
