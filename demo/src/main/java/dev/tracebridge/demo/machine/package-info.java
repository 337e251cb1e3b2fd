/** The guest: its memory, its devices, and the processor whose program never stops writing. */
package dev.tracebridge.demo.machine;
