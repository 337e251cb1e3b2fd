/** The sending side: precopy rounds while the guest runs, then the switchover. */
package dev.tracebridge.demo.source;
