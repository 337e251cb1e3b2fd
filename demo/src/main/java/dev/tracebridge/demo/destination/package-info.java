/** The receiving side: loads memory and devices, takes the guest over, and can prove that nothing was lost. */
package dev.tracebridge.demo.destination;
