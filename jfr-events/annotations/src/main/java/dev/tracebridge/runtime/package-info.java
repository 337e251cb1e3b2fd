/**
 * What generated event classes call on the threads of the application. Not for direct use.
 */
package dev.tracebridge.runtime;
