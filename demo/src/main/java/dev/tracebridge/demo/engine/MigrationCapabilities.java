package dev.tracebridge.demo.engine;

import java.util.Objects;

/**
 * What a migration does beyond precopy over one channel. As with QEMU, both sides must be told alike what concerns both:
 * the number of multifd channels, how they are flushed, and the preempt channel.
 *
 * @param xbzrleCache bytes of the source's cache of pages sent, of which only the difference is sent again; 0 for none
 * @param multifdChannels channels for pages besides the main one; 0 for none
 * @param multifdFlush when the multifd channels wait for each other
 * @param zeroPages where pages of zeros are found, with multifd
 * @param autoConverge whether the source slows a guest down that dirties memory faster than it can be sent
 * @param postcopy whether the guest may be moved before its memory
 * @param postcopyPreempt whether pages the guest waits for have a channel of their own
 * @param preemptAtSetup whether the source opens that channel with the first one, as QEMU before 8.0 and the machines of its
 *     time expect, or only where postcopy begins
 * @param switchoverStart whether the source says when it has stopped the guest, which QEMU before 10.0 refuses
 */
public record MigrationCapabilities(
        long xbzrleCache,
        int multifdChannels,
        MultifdFlush multifdFlush,
        ZeroPages zeroPages,
        boolean autoConverge,
        boolean postcopy,
        boolean postcopyPreempt,
        boolean preemptAtSetup,
        boolean switchoverStart) {

    /** The most multifd channels, as their number travels in a byte. */
    public static final int MAX_CHANNELS = 255;

    /** Precopy over one channel, as QEMU 10.0 does it. */
    public static final MigrationCapabilities NONE =
            new MigrationCapabilities(0, 0, MultifdFlush.ROUND, ZeroPages.MULTIFD, false, false, false, false, true);

    /** When multifd channels wait for each other. */
    public enum MultifdFlush {
        /** After each round through memory, which a record of its own announces: QEMU 8.1 and newer. */
        ROUND,
        /** After each section of RAM: machines up to 8.0. */
        SECTION
    }

    /** Where pages of zeros are found. */
    public enum ZeroPages {
        /** By the channels, and listed in their packets: QEMU 9.0 and newer. */
        MULTIFD,
        /** By the migration's thread, and sent on the main channel: before 9.0. */
        LEGACY,
        /** Nowhere: they are sent like others. */
        NONE
    }

    /** Refuses what does not go together. */
    public MigrationCapabilities {
        Objects.requireNonNull(multifdFlush, "multifd flush");
        Objects.requireNonNull(zeroPages, "zero pages");
        require(xbzrleCache == 0 || xbzrleCache >= 4096, "XBZRLE cache of " + xbzrleCache + " bytes: expected a page");
        require(xbzrleCache <= 1L << 30, "XBZRLE cache of " + xbzrleCache + " bytes: expected 1G at most");
        require(
                multifdChannels >= 0 && multifdChannels <= MAX_CHANNELS,
                multifdChannels + " multifd channels: expected 0 to " + MAX_CHANNELS);
        require(xbzrleCache == 0 || multifdChannels == 0, "XBZRLE and multifd do not go together");
        require(!postcopy || multifdChannels == 0, "postcopy and multifd do not go together");
        require(!postcopyPreempt || postcopy, "a preempt channel is of use with postcopy only");
        require(!preemptAtSetup || postcopyPreempt, "a preempt channel at setup is a preempt channel");
    }

    /** With a cache of this size. */
    public MigrationCapabilities withXbzrle(long cacheBytes) {
        return new MigrationCapabilities(
                cacheBytes,
                multifdChannels,
                multifdFlush,
                zeroPages,
                autoConverge,
                postcopy,
                postcopyPreempt,
                preemptAtSetup,
                switchoverStart);
    }

    /** With so many channels for pages. */
    public MigrationCapabilities withMultifd(int channels, MultifdFlush flush, ZeroPages zeros) {
        return new MigrationCapabilities(
                xbzrleCache,
                channels,
                flush,
                zeros,
                autoConverge,
                postcopy,
                postcopyPreempt,
                preemptAtSetup,
                switchoverStart);
    }

    /** With or without a guest that is slowed down. */
    public MigrationCapabilities withAutoConverge(boolean on) {
        return new MigrationCapabilities(
                xbzrleCache,
                multifdChannels,
                multifdFlush,
                zeroPages,
                on,
                postcopy,
                postcopyPreempt,
                preemptAtSetup,
                switchoverStart);
    }

    /** With postcopy, and with or without a channel for urgent pages. */
    public MigrationCapabilities withPostcopy(boolean preempt) {
        return new MigrationCapabilities(
                xbzrleCache,
                multifdChannels,
                multifdFlush,
                zeroPages,
                autoConverge,
                true,
                preempt,
                preempt && preemptAtSetup,
                switchoverStart);
    }

    /** With a channel for urgent pages that is opened with the first one, or where postcopy begins. */
    public MigrationCapabilities withPreemptAtSetup(boolean on) {
        return new MigrationCapabilities(
                xbzrleCache,
                multifdChannels,
                multifdFlush,
                zeroPages,
                autoConverge,
                postcopy,
                postcopyPreempt,
                on,
                switchoverStart);
    }

    /** With or without the command that QEMU before 10.0 refuses. */
    public MigrationCapabilities withSwitchoverStart(boolean on) {
        return new MigrationCapabilities(
                xbzrleCache,
                multifdChannels,
                multifdFlush,
                zeroPages,
                autoConverge,
                postcopy,
                postcopyPreempt,
                preemptAtSetup,
                on);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
