/** Streams kept in files: read from the first byte to the last with the help of the description at their end. */
package dev.tracebridge.demo.file;
