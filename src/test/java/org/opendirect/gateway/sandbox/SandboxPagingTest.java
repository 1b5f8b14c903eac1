package org.opendirect.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.sandbox.SandboxCaller.Reply;

/** A catalogue of 1,203 products comes whole under each paging form, and only under its own. */
class SandboxPagingTest {

    private static final int PRODUCTS = 1203;

    @ParameterizedTest
    @CsvSource({"SEED,$skip,$top,50,/products,id", "MOCK,skip,top,50,/products,id", "SPEC,offset,count,250,/products,id", "PUT,offset,count,100,/products,id",
        "PASCAL,offset,count,250,/Products,Id", "RELEASE,offset,limit,500,/products,id", "IAB_AGENT,offset,limit,500,/products,product_id"})
    void theWholeCatalogueComesPageByPage(SandboxDialect dialect, String skip, String top, int size, String envelope, String id) throws Exception {
        try (var seller = SandboxCaller.of("catalogue-" + PRODUCTS, dialect)) {
            var ids = new ArrayList<String>();
            List<String> page;
            do {
                page = seller.get("/products?" + skip + "=" + ids.size() + "&" + top + "=" + size).each(envelope, id);
                ids.addAll(page);
            } while (page.size() == size);

            assertThat(ids).hasSize(PRODUCTS).doesNotHaveDuplicates().startsWith("prod_00001").endsWith("prod_01203");
        }
    }

    @ParameterizedTest
    @CsvSource({"SEED,skip=50&top=10&offset=50&count=10&limit=10,/products/0/id", "MOCK,$skip=50&$top=10&offset=50&count=10&limit=10,/products/0/id",
        "SPEC,$skip=50&$top=10&skip=50&top=10&limit=10,/products/0/id", "PASCAL,$skip=50&limit=10,/Products/0/Id",
        "PUT,$skip=50&skip=50&limit=10,/products/0/id", "RELEASE,$skip=50&$top=10&skip=50&count=10,/products/0/id",
        "IAB_AGENT,$skip=50&$top=10&skip=50&count=10,/products/0/product_id"})
    void anotherFormsParametersAreNotUnderstood(SandboxDialect dialect, String query, String first) throws Exception {
        try (var seller = SandboxCaller.of("catalogue-" + PRODUCTS, dialect)) {
            Reply page = seller.get("/products?" + query);

            assertThat(page.at(first)).isEqualTo("prod_00001");
            assertThat(page.json().elements().next()).hasSize(50);
        }
    }

    @ParameterizedTest
    @CsvSource({"SEED,$top=ten,400", "MOCK,top=ten,422", "SPEC,count=ten,400", "PUT,offset=-1,400", "RELEASE,limit=501,422", "RELEASE,limit=0,422",
        "IAB_AGENT,limit=501,422", "IAB_AGENT,offset=x,422"})
    void whatIsNoNumberIsRefused(SandboxDialect dialect, String query, int status) throws Exception {
        try (var seller = SandboxCaller.of("catalogue-3", dialect)) {
            assertThat(seller.get("/products?" + query).status()).isEqualTo(status);
            assertThat(seller.get("/products").status()).isEqualTo(200);
        }
    }

    @Test
    void theFirstEraOfTheSellerAgentHasNoPages() throws Exception {
        try (var seller = SandboxCaller.of("catalogue-" + PRODUCTS, SandboxDialect.IAB_AGENT_SEED)) {
            assertThat(seller.get("/products?limit=10&offset=10").json().at("/products")).hasSize(PRODUCTS);
        }
    }

    @Test
    void noMoreComesThanTheSpecificationRecommends() throws Exception {
        try (var seller = SandboxCaller.of("catalogue-" + PRODUCTS, SandboxDialect.SPEC)) {
            Reply page = seller.get("/products?count=50000");
            assertThat(page.json().at("/products")).hasSize(250);
            assertThat(page.header("X-Total-Count")).isEqualTo("1203");
            Reply found = seller.send("POST", "/products/search?offset=1200", "{'ratetype':'cpm'}");
            assertThat(found.each("/products", "id")).containsExactly("prod_01201", "prod_01202", "prod_01203");
        }
    }

    @ParameterizedTest
    @CsvSource({"SEED,$skip=1&$top=1,id", "MOCK,skip=1&top=1,id", "SPEC,offset=1&count=1,id", "PASCAL,offset=1&count=1,Id", "RELEASE,offset=1&limit=1,id"})
    void ordersComePageByPageToo(SandboxDialect dialect, String query, String id) throws Exception {
        try (var seller = SandboxCaller.of("premium-news", dialect)) {
            boolean pascal = id.equals("Id");
            String account = seller.send("POST", "/accounts", pascal ? "{'AdvertiserId':'a','BuyerId':'b','Name':'n'}"
                    : "{'advertiserid':'a','advertiserId':'a','buyerid':'b','buyerId':'b','name':'n'}").at("/" + id);
            for (String name : List.of("one", "two", "three")) {
                String body = pascal ? "{'Name':'%s','AccountId':'a','Currency':'USD'}" : "{'name':'%s','accountid':'a','currency':'USD'}";
                seller.send("POST", "/accounts/" + account + "/orders", body.formatted(name));
            }
            Reply page = seller.get("/accounts/" + account + "/orders?" + query);
            assertThat(page.each(pascal ? "/Orders" : "/orders", pascal ? "Name" : "name")).containsExactly("two");
        }
    }
}
