package dev.tracebridge.agent.it;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** With the application, the API and our annotations in a loader that does not see the class path. */
class OpenTelemetryChildFirstIT extends OpenTelemetryContextCases {

    @Override
    ChildJvm.Result run(Path recording, Path... classPath) {
        String elements = Stream.of(classPath).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return ChildJvm.withAgent("record=" + recording)
                .classPath(classPath[0])
                .with("interop.ApartFromTheClassPath", elements)
                .run();
    }
}
