package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** With the API on the application's class path. */
class OpenTelemetryContextIT extends OpenTelemetryContextCases {

    @Override
    ChildJvm.Result run(Path recording, Path... classPath) {
        ChildJvm.Result result = ChildJvm.withAgent("record=" + recording)
                .classPath(classPath)
                .with("interop.Interop")
                .run();
        assertThat(result.err().lines()).hasSize(1);
        return result;
    }
}
