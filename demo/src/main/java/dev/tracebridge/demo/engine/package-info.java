/** What both sides of a migration share: its states, and the connection it runs over. */
package dev.tracebridge.demo.engine;
