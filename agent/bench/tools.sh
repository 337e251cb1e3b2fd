# What agent/bench/run and agent/bench/guard share: building, and finding JDKs. To be sourced at the root of the tree.

say() {
    printf '%s: %s\n' "$0" "$*" >&2
}

java_home() {
    dirname "$(dirname "$(readlink -f "$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java")")")"
}

jdk_feature() {
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*"$/\1/p' "$1/release"
}

# Prints FEATURE HOME of the JDK in use, of those beside it and of those where Debian keeps them.
list_jdks() {
    local default home
    default=$(java_home)
    for home in "$default" "$(dirname "$default")"/* /usr/lib/jvm/*; do
        if [ -x "$home/bin/javac" ] && [ -f "$home/release" ] && ! [ -L "$home" ]; then
            echo "$(jdk_feature "$home") $home"
        fi
    done
}

# Prints the HOME of the oldest, from 17, and, if it is another, of the newest.
oldest_and_newest() {
    list_jdks | awk '$1 >= 17' | sort -s -n -k 1,1 | awk '
        NR == 1 { oldest = $1; print $2 }
        { newest = $1; home = $2 }
        END { if (newest != oldest) print home }'
}

# Builds what is missing or older than its sources.
build() {
    local jar=agent/bench/target/tracebridge-bench-0.1.0-SNAPSHOT.jar
    if [ -e "$jar" ] && [ -e agent/bench/target/opentelemetry-javaagent.jar ] && [ -e agent/target/tracebridge.jar ] \
        && [ -e demo/target/tracebridge-demo.jar ] \
        && [ -z "$(find pom.xml .mvn {jfr-events/*,otel-exporter,agent,demo,agent/bench}/{pom.xml,src/main} agent/src/build \
            -newer "$jar" -print -quit)" ]; then
        return
    fi
    say 'building'
    mvn -q -B -Dstyle.color=never -Dmaven.test.skip=true package -pl agent/bench -am >&2
}

# bench JAVA-HOME ARGUMENT...
bench() {
    local home=$1
    shift
    # JMH calls methods of Unsafe that newer JDKs warn of.
    "$home/bin/java" -XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow \
        -cp "agent/bench/target/tracebridge-bench-0.1.0-SNAPSHOT.jar:agent/bench/target/lib/*" \
        dev.tracebridge.bench.Bench "$@"
}
