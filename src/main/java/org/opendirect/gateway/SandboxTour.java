package org.opendirect.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.env.Environment;

/**
 * Shows the main job to whoever starts the gateway for the first time with nothing configured: drops a sample plan into the inbox,
 * once in the life of a database, and says what came of it and what to try next.
 */
final class SandboxTour implements ApplicationRunner, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SandboxTour.class);
    private static final Path SAMPLE = Path.of("plans/q1-brand-awareness.yaml");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final List<SandboxSeller> sellers;
    private final Campaigns campaigns;
    private final Path inbox;
    private final Environment env;
    private final Thread watcher = new Thread(this::tellTheEnd, "sandbox-tour");
    private final CountDownLatch closed = new CountDownLatch(1);
    private String gateway;

    /** @param sellers empty: there is nothing to show */
    SandboxTour(List<SandboxSeller> sellers, Campaigns campaigns, Path inbox, Environment env) {
        this.sellers = sellers;
        this.campaigns = campaigns;
        this.inbox = inbox;
        this.env = env;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (sellers.isEmpty()) {
            return;
        }
        gateway = "http://" + env.getProperty("server.address") + ":" + env.getProperty("local.server.port", env.getProperty("server.port", "8080"));
        log.info("No seller is configured: three sandbox sellers stand in, with ledgers of their own");
        sellers.forEach(s -> log.info("  {} at {} (its ledger: http://localhost:{}/sandbox/ledger)", s.id(), s.baseUrl(), s.port()));
        boolean first = ((List<?>) campaigns.list(null, null, 0, 1).get("campaigns")).isEmpty();
        if (first && Files.exists(SAMPLE)) {
            try {
                Path temporary = inbox.resolve("." + SAMPLE.getFileName() + ".tmp");
                Files.copy(SAMPLE, temporary, StandardCopyOption.REPLACE_EXISTING);
                Files.move(temporary, inbox.resolve(SAMPLE.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                log.info("To show what happens, {} is dropped into {}", SAMPLE, inbox);
                watcher.setDaemon(true);
                watcher.start();
                return;
            } catch (IOException e) {
                log.warn("The sample plan could not be dropped into {}: {}", inbox, e.toString());
            }
        }
        tryNext(null);
    }

    /** Called while the campaigns that it looks at are still there. */
    @Override
    public void close() throws InterruptedException {
        closed.countDown();
        watcher.join(MOMENT.toMillis());
    }

    private void tellTheEnd() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() < end) {
                // looks from outside, as a user would, so that no booking code knows of the tour
                if (closed.await(200, TimeUnit.MILLISECONDS)) {
                    return;
                }
                Map<String, Object> ended = campaigns.brief();
                if (!ended.isEmpty()) {
                    log.info("The sample campaign is {}: {} impressions for {} {}, of a budget of {}", ended.get("status"),
                            ended.get("impressions"), ended.get("amount"), ended.get("currency"), ended.get("budget"));
                    tryNext((String) ended.get("id"));
                    return;
                }
            }
            log.warn("The sample campaign has not ended within {} s; see {}/api/v1/campaigns", PATIENCE.toSeconds(), gateway);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryNext(String campaign) {
        log.info("Try next:");
        if (campaign != null) {
            log.info("  curl {}/api/v1/campaigns/{}", gateway, campaign);
            log.info("  curl {}/api/v1/campaigns/{}/events", gateway, campaign);
        }
        log.info("  curl {}/api/v1/campaigns", gateway);
        log.info("  curl {}/api/v1/sellers", gateway);
        log.info("  curl -X POST {}/api/v1/products/search -H 'Content-Type: application/json' -d '{\"channel\":\"ctv\"}'", gateway);
        if (!Files.exists(SAMPLE)) {
            return;
        }
        log.info("  curl -X POST '{}/api/v1/campaigns?dryRun=true' -H 'Content-Type: application/json' --data-binary @plans/launch-all-or-nothing.json",
                gateway);
        log.info("  cp plans/regional-lines.csv {}/", inbox);
    }
}
