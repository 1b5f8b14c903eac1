package org.opendirect.gateway.routes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;

/**
 * Tests route files by themselves: only the given files are loaded, without Spring, and every route of other files that they
 * call is a mock. For the routes of the gateway and for your own.
 *
 * <pre>
 * class MyRouteTest extends RouteTestSupport {
 *
 *     MyRouteTest() {
 *         super("my-route");                      // routes/my-route.camel.yaml
 *     }
 *
 *     &#64;Override
 *     protected void bindToRegistry(Registry registry) {
 *         registry.bind("myBean", new MyBean());  // what the route calls
 *     }
 *
 *     &#64;Test
 *     void myRouteShouldAskTheSellerWhenItIsCalled() throws Exception {
 *         // given
 *         start();
 *         neighbour("direct:call-seller").expectedMessageCount(1);
 *
 *         // when
 *         template.sendBody("direct:my-route", "body");
 *
 *         // then
 *         MockEndpoint.assertIsSatisfied(context);
 *     }
 * }
 * </pre>
 */
public abstract class RouteTestSupport extends CamelTestSupport {

    private static final List<String> CALLS = List.of("direct:", "seda:");
    /** of a route that need not be there */
    private static final String OPTIONAL = "failIfNoConsumers=false";

    private final List<String> files;
    private final Properties settings = new Properties();
    private boolean loaded;
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    /** @param files names below routes/ without {@code .camel.yaml}, or paths */
    protected RouteTestSupport(String... files) {
        this.files = Arrays.stream(files).map(f -> f.endsWith(".yaml") ? f : "routes/" + f + ".camel.yaml").toList();
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true);
    }

    /** Sets what the files name as {@code {{name}}}; before {@link #start()}. */
    protected final void setting(String name, Object value) {
        settings.put(name, String.valueOf(value));
    }

    /** Starts Camel with the files' routes; any {@code AdviceWith} of your own comes before, once they are {@link #load loaded}. */
    protected final void start() throws Exception {
        load();
        context.start();
    }

    /** Loads the files, with mocks in the place of the routes that are in other files. */
    protected final void load() throws Exception {
        if (loaded) {
            return;
        }
        loaded = true;
        context.getPropertiesComponent().setOverrideProperties(settings);
        for (String pool : List.of("fan-out", "booking")) {
            ThreadPoolProfile profile = new ThreadPoolProfile(pool);
            profile.setPoolSize(32);
            profile.setMaxPoolSize(32);
            context.getExecutorServiceManager().registerThreadPoolProfile(profile);
        }
        context.getCamelContextExtension().addInterceptStrategy((camel, node, target, next) -> {
            if (!hasOwnId(node)) {
                return target;
            }
            return new DelegateAsyncProcessor(target) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    steps.add(node.getId());
                    return super.process(exchange, callback);
                }
            };
        });
        for (String file : files) {
            PluginHelper.getRoutesLoader(context).loadRoutes(PluginHelper.getResourceLoader(context)
                    .resolveResource("file:" + Path.of(file).toAbsolutePath()));
        }
        mockNeighbours();
    }

    /** Adds routes in Java beside those of the files; before {@link #start()}. */
    protected final void add(RouteBuilder routes) throws Exception {
        context.addRoutes(routes);
        context.addTemplatedRoutes(routes);
    }

    private static boolean hasOwnId(NamedNode node) {
        return node instanceof OptionalIdentifiedDefinition<?> named && named.hasCustomIdAssigned();
    }

    private void mockNeighbours() throws Exception {
        Set<String> here = new LinkedHashSet<>();
        context.getRouteDefinitions().forEach(r -> here.add(r.getInput().getEndpointUri()));
        for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
            String[] elsewhere = ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class).stream()
                    .map(SendDefinition::getUri).filter(uri -> CALLS.stream().anyMatch(uri::startsWith) && !uri.contains(OPTIONAL)
                            && !here.contains(uri.replaceFirst("\\?.*", "")))
                    .distinct().toArray(String[]::new);
            if (elsewhere.length > 0) {
                AdviceWith.adviceWith(context, route.getRouteId(), a -> a.mockEndpointsAndSkip(elsewhere));
            }
        }
    }

    /** The mock in the place of a route of another file, such as {@code direct:call-seller}. */
    protected final MockEndpoint neighbour(String uri) {
        return getMockEndpoint("mock:" + uri);
    }

    /** The steps with an id of their own that were taken, in this order. */
    protected final List<String> steps() {
        return List.copyOf(steps);
    }
}
