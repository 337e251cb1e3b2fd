/** A way between two QEMUs that passes every byte on and traces both from what it sees. */
package dev.tracebridge.demo.relay;
