import client.ApiClient;
import client.ApiException;
import client.api.BookingsApi;
import client.api.CampaignsApi;
import client.model.Advertiser;
import client.model.Approval;
import client.model.BookingLineRequest;
import client.model.BookingRequest;
import client.model.CampaignStatus;
import client.model.Channel;
import client.model.Event;
import client.model.Plan;
import client.model.PlanLine;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Makes a plan, books it and follows its events with a client that was generated from the document. */
public final class Drive {

    /** What a caller waits with. */
    public interface Waiting {
        void until(Predicate<Object> done) throws Exception;
    }

    private Drive() {
    }

    /** @return the types of the campaign's events, and the quantity of a line of more than an int can count */
    public static String run(String baseUrl, Waiting waiting) throws Exception {
        var client = new ApiClient();
        client.updateBaseUri(baseUrl);
        var campaigns = new CampaignsApi(client);
        Plan plan = new Plan().name("From Java").advertiser(new Advertiser().id("adv-1")).currency("USD").budget(new BigDecimal("500"))
                .startDate(LocalDate.of(2027, 5, 3)).endDate(LocalDate.of(2027, 5, 30)).approval(Approval.MANUAL)
                .lines(List.of(new PlanLine().id("a").channel(Channel.VIDEO).impressions(10_000L).maxCpm(new BigDecimal("40"))));
        String id = campaigns.createCampaign(plan, false, null).getId();
        waiting.until(x -> status(campaigns, id) == CampaignStatus.PROPOSED);
        campaigns.approveCampaign(id, null);
        waiting.until(x -> status(campaigns, id) == CampaignStatus.BOOKED);
        String types = campaigns.listCampaignEvents(id, null).getEvents().stream().map(Event::getType).collect(Collectors.joining(" "));
        var bookings = new BookingsApi(client);
        String booking = bookings.createBooking(new BookingRequest().seller("premium-news").name("Large").currency("USD")
                .startDate(LocalDate.of(2027, 5, 3)).endDate(LocalDate.of(2027, 5, 30)).lines(List.of(new BookingLineRequest()
                        .productId("prod_news_video").rate(new BigDecimal("26")).quantity(3_000_000_000L))), null).getId();
        return types + " " + bookings.getBooking(booking).getLines().get(0).getQuantity();
    }

    private static CampaignStatus status(CampaignsApi campaigns, String id) {
        try {
            return campaigns.getCampaign(id).getStatus();
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }
}
