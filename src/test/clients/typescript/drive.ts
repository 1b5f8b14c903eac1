// Makes a plan, books it and follows its events with two clients that were generated from the document.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";
import { BookingsApi, Configuration } from "./typescript-fetch/index";

declare const process: { argv: string[]; exitCode?: number };

const baseUrl = process.argv[2];
const api = createClient<paths>({ baseUrl });

function must<T>(value: T | undefined, what: unknown): T {
  if (value === undefined) {
    throw new Error(JSON.stringify(what));
  }
  return value;
}

async function bookPlan(): Promise<void> {
  const plan: components["schemas"]["Plan"] = {
    name: "From TypeScript", advertiser: { id: "adv-1" }, currency: "USD", budget: 500, startDate: "2027-05-03", endDate: "2027-05-30",
    approval: "manual", commit: "best_effort", lines: [{ id: "a", channel: "video", impressions: 10000, maxCpm: 40 }],
  };
  const sent = await api.POST("/campaigns", { params: { query: { dryRun: false } }, body: plan });
  const id = must(must(sent.data, sent.error).id ?? undefined, sent);
  await status(id, "PROPOSED");
  const approved = await api.POST("/campaigns/{campaign}/approve", { params: { path: { campaign: id } } });
  must(approved.data, approved.error);
  await status(id, "BOOKED");
  const events = await api.GET("/campaigns/{campaign}/events", { params: { path: { campaign: id } } });
  console.log("openapi-fetch: " + must(events.data, events.error).events.map(e => e.type).join(" "));
}

async function status(id: string, wanted: components["schemas"]["CampaignStatus"]): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const read = await api.GET("/campaigns/{campaign}", { params: { path: { campaign: id } } });
    if (must(read.data, read.error).status === wanted) {
      return;
    }
    await new Promise(done => setTimeout(done, 100));
  }
  throw new Error(id + " has not become " + wanted);
}

async function readLargeBooking(): Promise<void> {
  const bookings = new BookingsApi(new Configuration({ basePath: baseUrl }));
  const made = await bookings.createBooking({ bookingRequest: {
    seller: "premium-news", name: "Large", currency: "USD", startDate: new Date("2027-05-03"), endDate: new Date("2027-05-30"),
    lines: [{ productId: "prod_news_video", rateType: "CPM", rate: 26, quantity: 3000000000 }] } });
  const read = await bookings.getBooking({ booking: made.id });
  console.log("typescript-fetch: " + read.lines[0].quantity);
}

bookPlan().then(readLargeBooking).catch(e => {
  console.error(e);
  process.exitCode = 1;
});
