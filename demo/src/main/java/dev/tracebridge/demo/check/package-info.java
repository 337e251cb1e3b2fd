/**
 * The proof that source and destination hold the same memory: the source sends the hashes of its blocks over a connection
 * of their own, beside the migration stream, and the destination compares them with its own.
 */
package dev.tracebridge.demo.check;
