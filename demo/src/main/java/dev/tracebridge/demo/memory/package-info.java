/** Guest RAM: blocks of direct memory, the log of pages the guest dirtied, snapshots and digests of all of it. */
package dev.tracebridge.demo.memory;
