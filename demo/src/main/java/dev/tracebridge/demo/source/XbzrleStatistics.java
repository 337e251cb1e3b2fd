package dev.tracebridge.demo.source;

/**
 * What XBZRLE came to.
 *
 * @param pages pages sent as their difference
 * @param bytes bytes of those differences
 * @param unchanged dirty pages that turned out to be as they were, and were not sent
 * @param cacheMisses pages that were not in the cache
 * @param overflows pages whose difference was longer than they
 */
public record XbzrleStatistics(long pages, long bytes, long unchanged, long cacheMisses, long overflows) {}
