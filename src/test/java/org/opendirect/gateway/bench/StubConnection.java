package org.opendirect.gateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** One connection to a stub seller: one request after the other, bodies of a known length, no pipelining. */
final class StubConnection {

    private static final int REQUEST_BYTES = 16_384;
    private static final long DRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long STREAM_BYTES = 400_000_000L;
    private static final String NUMBER = "\"minImpressions\":";
    private static final byte[] DRIP = StubShelf.chunk(" ");
    /** much of an answer that would make sense if it ever ended */
    private static final byte[] STREAM = StubShelf.chunk((StubShelf.product(0, 0) + ",").repeat(150));

    private final StubSellers sellers;
    private final SocketChannel channel;
    private final int seller;
    private final ByteBuffer in = ByteBuffer.allocate(REQUEST_BYTES);
    private SelectionKey key;
    private ByteBuffer out;
    private byte[] answer;
    private boolean search;
    private boolean dripping;
    private long streamed = -1;

    StubConnection(StubSellers sellers, SocketChannel channel, int seller) {
        this.sellers = sellers;
        this.channel = channel;
        this.seller = seller;
    }

    void register(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Something can be read, or written. */
    void ready() {
        try {
            if (key.isReadable()) {
                if (channel.read(in) < 0) {
                    channel.close();
                    return;
                }
                request(System.nanoTime());
            }
            if (key.isValid() && key.isWritable()) {
                write();
            }
        } catch (IOException e) {
            close();
        }
    }

    /** Its answer, or the next drop of it, is to leave now. */
    void due(long now, long lateNanos) {
        if (!channel.isOpen()) {
            return;
        }
        try {
            if (search && !dripping && streamed < 0) {
                sellers.left(lateNanos);
            }
            send(answer);
            if (dripping) {
                answer = DRIP;
                sellers.later(now + DRIP_NANOS, this);
            }
        } catch (IOException e) {
            close();
        }
    }

    /** Does nothing until the request is whole. */
    private void request(long arrived) throws IOException {
        String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return;
        }
        int length = contentLength(text.substring(0, head));
        if (in.position() < head + 4 + length) {
            return;
        }
        in.clear();
        String[] start = text.substring(0, text.indexOf('\r')).split(" ");
        int mark = start[1].indexOf('?');
        String path = mark < 0 ? start[1] : start[1].substring(0, mark);
        search = start[0].equals("POST") && path.equals("/products/search");
        if (search) {
            search(arrived, number(text, head));
        } else {
            send(sellers.other(seller, start[0], path, mark < 0 ? "" : start[1].substring(mark + 1)));
        }
    }

    private void search(long arrived, long number) {
        byte[] found = sellers.found(seller);
        long at = sellers.dueAt(arrived, number, seller);
        switch (sellers.mode(seller)) {
            case GOOD -> answer = found;
            case HANG -> {
                return;
            }
            case DRIP -> {
                dripping = true;
                answer = StubShelf.endlessHead();
            }
            case STREAM -> {
                streamed = 0;
                answer = StubShelf.endlessHead();
            }
        }
        sellers.later(at, this);
    }

    private void send(byte[] bytes) throws IOException {
        out = ByteBuffer.wrap(bytes);
        write();
    }

    private void write() throws IOException {
        channel.write(out);
        if (!out.hasRemaining() && streamed >= 0) {
            streamed += out.limit();
            if (streamed > STREAM_BYTES) {
                channel.close();
                return;
            }
            out = ByteBuffer.wrap(STREAM);
        }
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    private static int contentLength(String head) throws IOException {
        for (String line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                return Integer.parseInt(line.substring(15).trim());
            }
            if (line.regionMatches(true, 0, "Transfer-Encoding:", 0, 18)) {
                throw new IOException("the stub reads bodies of a known length only");
            }
        }
        return 0;
    }

    /** The search's own number, 0 when it has none. */
    private static long number(String text, int head) {
        int at = text.indexOf(NUMBER, head);
        if (at < 0) {
            return 0;
        }
        int end = at + NUMBER.length();
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return Long.parseLong(text.substring(at + NUMBER.length(), end));
    }
}
