package dev.tracebridge.agent.it;

import java.nio.file.Path;
import java.util.Map;

/** With an agent that comes when the API is in use already. */
class OpenTelemetryAttachIT extends OpenTelemetryContextCases {

    @Override
    ChildJvm.Result run(Path recording, Path... classPath) {
        ChildJvm.Running application = ChildJvm.withoutAgent()
                .classPath(classPath)
                .with("interop.Interop", "wait")
                .start();
        application.readLine();
        ChildJvm.tool(
                        Map.of(),
                        ChildJvm.javaTool("java"),
                        "-jar",
                        ChildJvm.agentJar().toString(),
                        "attach",
                        Long.toString(application.pid()),
                        "record=" + recording)
                .assertExit(0);
        application.closeInput();
        return application.join();
    }
}
