package org.opendirect.gateway.api.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's door: looks at a request when its first bytes have come, on the thread that hears of them, and turns it away there when
 * there is no place for it. Otherwise Tomcat would hand it to another thread, parse it, look for the application, and close the
 * connection, as it does after every 503; with many more requests than can be served, that and the connections that are opened anew take
 * the processor from those that are served. Who is let in has its place from here on.
 */
public final class Door extends Http11NioProtocol {

    private static final Logger log = LoggerFactory.getLogger(Door.class);

    /** Tomcat makes it by its name. */
    public Door() {
        super(new Endpoint());
    }

    /** Before it is opened. */
    public void keptBy(Admission admission) {
        ((Endpoint) getEndpoint()).admission = admission;
    }

    private static final class Endpoint extends NioEndpoint {

        private static final ThreadLocal<ByteBuffer> ROOM = new ThreadLocal<>();
        private Admission admission;

        /** What is to become of what has come: the server's, also to be refused there; refused here; or the rest is awaited. */
        private enum Fate { SERVED, TURNED_AWAY, AWAITED }

        @Override
        public boolean processSocket(SocketWrapperBase<NioChannel> socket, SocketEvent event, boolean dispatch) {
            boolean mayBeNew = dispatch && event == SocketEvent.OPEN_READ && socket != null && socket.getCurrentProcessor() == null && !isSSLEnabled();
            if (!mayBeNew || !(socket.getLock() instanceof ReentrantLock lock) || lock.isHeldByCurrentThread() || !lock.tryLock()) {
                return super.processSocket(socket, event, dispatch);
            }
            Place place = null;
            try {
                // nobody serves it and nobody waits for more of a request: a new one begins
                if (socket.getCurrentProcessor() != null) {
                    return super.processSocket(socket, event, true);
                }
                ByteBuffer bytes = room(socket);
                Come come = read(socket, bytes);
                Arriving request = come.request();
                Gate gate = request == null ? null : admission.gate(request.path());
                place = gate == null ? null : gate.take();
                Fate fate = gate == null || place != null ? Fate.SERVED : request.whole() ? Fate.TURNED_AWAY : come.mayGoOn() ? Fate.AWAITED : Fate.SERVED;
                if (fate == Fate.TURNED_AWAY) {
                    turnAway(socket, gate);
                    return true;
                }
                socket.unRead(bytes.flip());
                if (fate == Fate.AWAITED) {
                    socket.registerReadInterest();
                    return true;
                }
            } catch (IOException | RuntimeException e) {
                log.debug("A connection broke at the door", e);
                if (place != null) {
                    place.giveBack();
                }
                return false;
            } finally {
                lock.unlock();
            }
            return place == null ? super.processSocket(socket, event, true) : serve(socket, event, place);
        }

        private boolean serve(SocketWrapperBase<NioChannel> socket, SocketEvent event, Place place) {
            Executor executor = getExecutor();
            try {
                executor.execute(() -> place.serve(() -> super.processSocket(socket, event, false)));
                return true;
            } catch (RejectedExecutionException e) {
                place.giveBack();
                log.warn("A request could not be handed on: {}", e.getMessage());
                return false;
            }
        }

        /**
         * What has come of a request.
         *
         * @param request null when that cannot be said
         * @param mayGoOn whether there is room for more of it, and more may come; else it is for the server to find out what it is
         */
        private record Come(Arriving request, boolean mayGoOn) {
        }

        private static Come read(SocketWrapperBase<NioChannel> socket, ByteBuffer bytes) throws IOException {
            int end = bytes.capacity();
            Arriving request = null;
            while (bytes.position() < end) {
                // first what the connection has kept from before; then from the wire, and no more than it can keep
                int more = bytes.position() == 0 ? socket.read(false, bytes) : socket.getSocket().read(bytes.limit(end));
                if (more <= 0) {
                    return new Come(request, more == 0);
                }
                request = Arriving.of(bytes.array(), bytes.position());
                if (request == null || request.whole()) {
                    return new Come(request, true);
                }
            }
            return new Come(request, false);
        }

        /** As large as what the connection can take back. */
        private static ByteBuffer room(SocketWrapperBase<NioChannel> socket) {
            int size = socket.getSocketBufferHandler().getReadBuffer().capacity();
            ByteBuffer room = ROOM.get();
            if (room == null || room.capacity() != size) {
                room = ByteBuffer.allocate(size);
                ROOM.set(room);
            }
            return room.clear();
        }

        private static void turnAway(SocketWrapperBase<NioChannel> socket, Gate gate) throws IOException {
            gate.countTurnedAway();
            byte[] answer = gate.answer();
            socket.write(false, answer, 0, answer.length);
            if (socket.flush(false)) {
                // who does not take so little has not taken what was said before either
                throw new IOException("it does not read");
            }
            socket.registerReadInterest();
        }
    }
}
