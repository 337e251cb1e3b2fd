/** The JSON description behind a stream, as read: which devices with which fields of which sizes the stream holds. */
package dev.tracebridge.demo.description;
