package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Gathers multifd channels: from the ends of their threads, else from their packets. */
final class ChannelsScan {

    /** QEMU numbers channels with a byte. */
    private static final int LIMIT = 512;

    private final Map<Long, Lane> sending = new TreeMap<>();
    private final Map<Long, Lane> receiving = new TreeMap<>();
    private long leftOut;

    void addThread(TracepointEvent event, boolean sends) {
        Lane lane = lane(event, sends);
        if (lane == null) {
            return;
        }
        lane.lasts(event.begin(), event.end());
        event.number("packets").ifPresent(packets -> lane.threadPackets += packets);
        event.number("pages").ifPresent(pages -> {
            lane.threadPages += pages;
            lane.threadSaysPages = true;
        });
    }

    void addPacket(TracepointEvent event, boolean sends) {
        Lane lane = lane(event, sends);
        if (lane == null) {
            return;
        }
        lane.lasts(event.begin(), event.end());
        lane.packets++;
        addPages(lane, event);
    }

    /** QEMU from 9.0 on tells the pages apart from the packet. */
    void addPages(TracepointEvent event, boolean sends) {
        Lane lane = lane(event, sends);
        if (lane != null) {
            addPages(lane, event);
        }
    }

    private static void addPages(Lane lane, TracepointEvent event) {
        for (String argument : List.of("used", "normal", "normal_num", "zero", "zero_num")) {
            event.number(argument).ifPresent(pages -> {
                lane.pages += pages;
                lane.saysPages = true;
            });
        }
    }

    private Lane lane(TracepointEvent event, boolean sends) {
        Map<Long, Lane> lanes = sends ? sending : receiving;
        OptionalLong id = event.number("id");
        if (id.isEmpty() || lanes.size() >= LIMIT && !lanes.containsKey(id.getAsLong())) {
            leftOut++;
            return null;
        }
        return lanes.computeIfAbsent(id.getAsLong(), any -> new Lane());
    }

    long leftOut() {
        return leftOut;
    }

    List<Channel> channels() {
        List<Channel> channels = new ArrayList<>();
        sending.forEach((id, lane) -> channels.add(lane.channel(id, true)));
        receiving.forEach((id, lane) -> channels.add(lane.channel(id, false)));
        return channels;
    }

    private static final class Lane {

        private Instant begin = Instant.MAX;
        private Instant end = Instant.MIN;
        private long threadPackets;
        private long threadPages;
        private boolean threadSaysPages;
        private long packets;
        private long pages;
        private boolean saysPages;

        void lasts(Instant from, Instant to) {
            begin = from.isBefore(begin) ? from : begin;
            end = to.isAfter(end) ? to : end;
        }

        Channel channel(long id, boolean sends) {
            OptionalLong counted = saysPages ? OptionalLong.of(pages) : OptionalLong.empty();
            return new Channel(
                    id,
                    sends,
                    begin,
                    begin.isAfter(end) ? Duration.ZERO : Duration.between(begin, end),
                    threadPackets > 0 ? threadPackets : packets,
                    threadSaysPages ? OptionalLong.of(threadPages) : counted);
        }
    }
}
