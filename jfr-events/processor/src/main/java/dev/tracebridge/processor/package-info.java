/**
 * The annotation processor: finds catalogues, generates from them, and checks annotated methods against them.
 */
package dev.tracebridge.processor;
