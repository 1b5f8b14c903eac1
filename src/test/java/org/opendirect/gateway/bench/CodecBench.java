package org.opendirect.gateway.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.WireReply;

/** The codec alone: one seller's answer read into products, and as many written out again, beside the control's. {@code bench/run codec}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx384m")
public class CodecBench {

    private static final JsonFactory JSON = new JsonFactory();

    /** How many products are in the answer. */
    @Param({"10", "50"})
    public int products;

    private byte[] answer;
    private List<Product> read;

    public static void main(String[] args) throws Exception {
        new Runner(new OptionsBuilder().include(CodecBench.class.getName()).shouldFailOnError(true).build()).run();
    }

    @Setup
    public void fill() {
        String whole = new String(StubShelf.products(0, products, 0, products), StandardCharsets.US_ASCII);
        answer = whole.substring(whole.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.US_ASCII);
        read = gatewayReads().products();
    }

    @Benchmark
    public ProductReader.Products gatewayReads() {
        var reply = new WireReply(WireReply.Failure.NONE, 200, answer, "", "", "", 0);
        return ProductReader.list("stub", reply).orElseThrow();
    }

    @Benchmark
    public byte[] gatewayWrites() {
        return Json.bytes(new ProductSearchService.Answer(read, List.of(), true, null));
    }

    @Benchmark
    public List<ControlProduct> controlReads() throws IOException {
        var to = new ArrayList<ControlProduct>();
        try (JsonParser json = JSON.createParser(answer)) {
            ControlProduct.readAll("stub", json, to);
        }
        return to;
    }
}
