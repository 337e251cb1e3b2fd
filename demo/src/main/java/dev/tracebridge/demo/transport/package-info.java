/** The ways to reach the other side that QEMU's migration addresses name. */
package dev.tracebridge.demo.transport;
