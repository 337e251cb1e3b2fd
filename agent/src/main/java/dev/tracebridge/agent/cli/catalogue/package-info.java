/** The commands that work with catalogues: {@code catalogue check}, {@code list}, {@code spans}, {@code diff}, {@code generate} and {@code jfc}. */
package dev.tracebridge.agent.cli.catalogue;
