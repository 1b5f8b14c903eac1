package org.opendirect.gateway.seller;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks up the addresses of hosts on threads of its own: a look-up cannot be broken off, and a call ends at its deadline all the
 * same. At most one look-up of a host is under way, whose result all calls share that wait for it.
 */
final class DeadlineDns implements DnsResolver, AutoCloseable {

    private final DnsResolver resolver;
    private final Map<String, CompletableFuture<InetAddress[]>> pending = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "seller-dns");
        thread.setDaemon(true);
        return thread;
    });

    DeadlineDns(DnsResolver resolver) {
        this.resolver = resolver;
    }

    /** The addresses are not known at the deadline of the call that asks for them. */
    static final class LookUpTooSlowException extends UnknownHostException {
        LookUpTooSlowException() {
            super("its address was not looked up in time");
        }
    }

    /** The addresses of a host, for the call that this thread makes. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        long left = ConnectionUse.leasing().deadline - System.nanoTime();
        try {
            return pending.computeIfAbsent(host, this::lookUp).get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new LookUpTooSlowException();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownHostException unknown ? unknown : new UnknownHostException(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LookUpTooSlowException();
        }
    }

    private CompletableFuture<InetAddress[]> lookUp(String host) {
        var addresses = new CompletableFuture<InetAddress[]>();
        threads.execute(() -> {
            try {
                addresses.complete(resolver.resolve(host));
            } catch (UnknownHostException | RuntimeException e) {
                addresses.completeExceptionally(e);
            } finally {
                pending.remove(host, addresses);
            }
        });
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolver.resolveCanonicalHostname(host);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
