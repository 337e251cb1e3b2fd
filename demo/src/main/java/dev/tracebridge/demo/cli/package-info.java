/** The demo's command line. */
package dev.tracebridge.demo.cli;
