/**
 * The demo's vaccine story on a server of its own, in the spring of 2021: the published figures come out of the data by the API.
 */
import assert from "node:assert/strict";
import { Server } from "../lib/server.mjs";
import { has } from "../lib/suite.mjs";
import { World } from "../lib/world.mjs";

const ACCURACY = "/vaccine/forecast-accuracy", JANUARY_FEBRUARY = "first_week=2020-W52&last_week=2021-W08";
const sum = (items, of = (item) => item.doses) => items.reduce((total, item) => total + (of(item) ?? 0), 0);

export default async function scenarios(suite) {
  const { server: { binary, engine } } = suite.world;
  const server = await Server.start(binary, engine, { demo: "vaccine", asOf: "2021-04-06" });
  const demo = await World.open(server);
  demo.sessions.fohm = await demo.sign_in("fohm"); /* the demo's, not one that the operator adds */
  try {
    await suite.test("the demo: 28.6 % of 3.75 million, Astra Zeneca's 7.8 % of 2.5 million", async () => {
      const view = await demo.get("skr", `${ACCURACY}?${JANUARY_FEBRUARY}&baseline_at=2020-12-20`);
      has(view.total, { forecast: 3750000, actual: 1073715, realisation_percent: 28.63 });
      has(view.products.find((item) => item.product === "VAXZEVRIA"), { forecast: 2500000, actual: 193800, realisation_percent: 7.75 });
    });
    await suite.test("the demo: weeks 9 to 11, minus 60, minus 26, trebled; late told from lost", async () => {
      const view = await demo.get("region", `${ACCURACY}?product=VAXZEVRIA&first_week=2021-W09&last_week=2021-W11&baseline_at=2021-02-20`);
      has(view.rows, [{ realisation_percent: 40, backlog: 129600 }, { realisation_percent: 74, backlog: 138032 }, { realisation_percent: 300, backlog: -168 }]);
      has(view.total, { maximum_backlog: 138032, backlog_week: "2021-W10", recovered_week: "2021-W11", final_loss: 0, late: 138032 });
      const quarter = await demo.get("region", `${ACCURACY}?product=VAXZEVRIA&first_week=2021-W01&last_week=2021-W13&baseline_at=2021-02-20`);
      has(quarter.total, { forecast: 739000, actual: 514600, final_loss: 224400 });
      has((await demo.get("region", "/vaccine/forecasts/VAXZEVRIA/00/2021-W09?known_at=2021-02-25")).items[0], { doses: 86400, method: "by_percent", percent: -60, previous: { doses: 216000 }, notice_days: 5 });
    });
    await suite.test("the demo: the first half year as it was known in December, January and March", async () => {
      for (const [day, doses] of [["2020-12-20", 17400000], ["2021-01-30", 12500000], ["2021-03-27", 10900000]])
        assert.equal(sum((await demo.get("government", `/vaccine/forecasts?area=00&first_week=2020-W52&last_week=2021-W26&known_at=${day}`)).items), doses, day);
      for (const [day, doses] of [["2021-01-30", 1100000], ["2021-02-13", 739000]])
        assert.equal(sum((await demo.get("government", `/vaccine/forecasts?area=00&product=VAXZEVRIA&first_week=2021-W01&last_week=2021-W13&known_at=${day}`)).items), doses, day);
      has((await demo.get("board", "/vaccine/forecasts/COMIRNATY/00/2021-W03?known_at=2021-01-16")).items, [{ doses: 79560, packs: 68, difference: -25740 }, { doses: 105300, packs: 90 }, { doses: 126750 }]);
      has((await demo.get("board", "/vaccine/forecasts/JANSSEN/00/2021-W14")).items[0], { doses: null, withdrawn: true });
      has((await demo.get("board", "/vaccine/forecasts/VAXZEVRIA/00/2021-W12")).items[0], { doses: 0, withdrawn: false });
    });
    await suite.test("the demo: five doses a vial, then six; the printed total that was ten doses short", async () => {
      for (const [day, vial, pack] of [["2021-01-04", 5, 975], ["2021-01-11", 6, 1170]])
        has(await demo.get("region.gotland", `/vaccine/products/COMIRNATY?date=${day}`), { doses_per_vial: vial, doses_per_pack: pack });
      has((await demo.get("region.skane", "/vaccine/discrepancies")).items, [{ printed_doses: 691515, row_sum_doses: 691525, difference: -10 }]);
      const deliveries = (await demo.get("fohm.beslut", "/vaccine/deliveries?first_week=2020-W52&last_week=2021-W06")).items;
      assert.equal(sum(deliveries, (item) => item.received), 691525);
    });
    await suite.test("the demo: deliveries are whole packs; some wait for the region's word, one differs", async () => {
      const { items } = await demo.get("region.vasternorrland", "/vaccine/deliveries?first_week=2021-W13&last_week=2021-W14");
      assert.ok(items.every((item) => item.planned === 0 || item.amount.packs > 0));
      assert.ok(items.filter((item) => item.week === "2021-W14").every((item) => item.state === "sent" && item.received === null));
      assert.ok(items.some((item) => item.week === "2021-W13" && item.county === "22" && item.state === "received"));
      has(items.find((item) => item.week === "2021-W13" && item.county === "12" && item.product === "COMIRNATY"), { state: "differs", difference: -30 });
      const moved = (await demo.get("region", "/vaccine/deliveries?county=01&first_week=2021-W11&last_week=2021-W11&product=VAXZEVRIA")).items;
      assert.ok(moved.some((item) => item.origin_delivery_id !== null && item.sent === 100));
    });
    await suite.test("the demo: a delivery as it was known between its entries; a list's pages keep the day that was asked for", async () => {
      const { items } = await demo.get("fohm", "/vaccine/deliveries?first_week=2021-W08&last_week=2021-W13");
      const wholes = [];
      for (const item of items.slice(0, 40)) wholes.push(await demo.get("fohm", `/vaccine/deliveries/${item.delivery_id}`));
      const whole = wholes.find(({ entries }) => entries.length > 1 && entries[0].known_at !== entries.at(-1).known_at);
      const then = await demo.get("fohm", `/vaccine/deliveries/${whole.delivery_id}?known_at=${whole.entries[0].known_at}`);
      const known = whole.entries.filter((entry) => entry.known_at <= whole.entries[0].known_at);
      assert.ok(known.length < whole.entries.length);
      assert.deepEqual(then.entries.map((entry) => entry.entry_number), known.map((entry) => entry.entry_number));
      has(then, { confirmed: null, confirmations: [] });
      for (const list of ["/vaccine/allocations?first_week=2021-W02&known_at=2021-03-10", "/vaccine/documents?kind=forecast&known_at=2021-03-28"]) {
        const all = (await demo.get("fohm", `${list}&limit=500`)).items, paged = [];
        for (let place = `${list}&limit=2`; place;) {
          const reply = await demo.send("fohm", `GET ${place}`);
          paged.push(...reply.json.items);
          place = /<\/api\/v1([^>]+)>; rel="next"/.exec(reply.headers.link ?? "")?.[1];
        }
        assert.ok(all.length > 4, list);
        assert.deepEqual(paged, all);
      }
    });
    await suite.test("the demo: decided allocations, computed again to the same bytes; one account a pack off, and why", async () => {
      const { items } = await demo.get("region.stockholm", "/vaccine/allocations?first_week=2020-W52&last_week=2021-W14&limit=100");
      assert.equal(items.length, 31);
      const first = items.find((item) => item.product === "COMIRNATY" && item.week === "2021-W10");
      has(first, { state: "delivered", key: { name: "65 år och äldre" }, packs: 113, source: { kind: "forecast", doses: 132210 }, promise_kept: true });
      for (const item of items.filter(({ week }) => week >= "2021-W11")) has(await demo.get("region.skane", `/vaccine/allocations/${item.allocation_id}/replay`), { same: true });
      const moderna = await demo.get("region", `/vaccine/allocations/${items.find((item) => item.product === "MODERNA" && item.week === "2021-W12").allocation_id}`);
      has(moderna, { committed_second_packs: 236, served_second_packs: 236, key_packs: 184 });
      for (const product of ["COMIRNATY", "MODERNA", "VAXZEVRIA"]) has(await demo.get("region.gotland", `/vaccine/accounts?product=${product}`), { sum_doses: 0 });
      has(await demo.get("region.gotland", "/vaccine/accounts?product=VAXZEVRIA"), { broken_weeks: (weeks) => weeks.some((week) => week.week === "2021-W11" && week.county === "09" && week.reason === "over_cap") });
      assert.deepEqual((await demo.get("region", "/vaccine/allocations?first_week=2020-W52&last_week=2021-W14&known_at=2020-12-20")).items, []);
      const [draft] = (await demo.get("fohm", "/vaccine/allocation-drafts")).items;
      has(await demo.get("fohm", `/vaccine/allocation-drafts/${draft.allocation_id}`), { product: "COMIRNATY", week: "2021-W15", state: "draft", packs: 190 });
    });
    await suite.test("the demo: keys by week, one of them still a proposal; the regions' weeks add up but where they are meant not to", async () => {
      for (const [week, name] of [["2021-W09", "70 år och äldre"], ["2021-W10", "65 år och äldre"], ["2021-W17", "65 år och äldre"]])
        has((await demo.get("skr", `/vaccine/keys-in-force?week=${week}`)).items.find((item) => item.product === "COMIRNATY"), { name });
      assert.equal((await demo.get("fohm", "/vaccine/keys")).items.length, (await demo.get("skr", "/vaccine/keys")).items.length + 1);
      const of = async (who, county, week, product = "COMIRNATY") => (await demo.get(who, `/counties/${county}/vaccine-reconciliation?week=${week}&product=${product}`)).items[0];
      for (const county of ["01", "09", "14", "22"]) has(await of("region", county, "2021-W10"), { complete: true, unexplained_doses: 0, cumulative: { unexplained: 0 } });
      has(await of("region.skane", "12", "2021-W12"), { unexplained_doses: 12 });
      has(await of("region.stockholm", "01", "2021-W11", "VAXZEVRIA"), { moved_in_doses: 100, entered_moved_in_doses: 100, unexplained_doses: 0 });
      has(await of("region.gotland", "09", "2021-W13", "MODERNA"), { complete: false, missing: ["stock_doses"] });
      has(await demo.get("region.vasternorrland", "/counties/22/vaccine-overview"), { week: "2021-W14", week_report: { reported: false }, to_confirm: (list) => list.length > 0 });
    });
    await suite.test("the demo: the start page says what waits: deliveries, the week's report, a draft", async () => {
      const vaccine = async (who) => (await demo.get(who, "/start")).tasks.filter(({ code }) => ["deliveries_to_confirm", "vaccine_week_missing", "allocation_drafts", "allocation_drafts_waiting"].includes(code));
      const { to_confirm, week_report } = await demo.get("region.vasternorrland", "/counties/22/vaccine-overview");
      has(await vaccine("region.vasternorrland"), [{ code: "deliveries_to_confirm", object: "22", count: to_confirm.length, link: "/region#confirm" },
        { code: "vaccine_week_missing", week: "2021-W13", count: week_report.products_missing.length, link: "/region?vecka=2021-W13#report" }]);
      const [draft] = (await demo.get("fohm", "/vaccine/allocation-drafts")).items;
      has(await vaccine("fohm.beslut"), [{ code: "allocation_drafts", week: draft.week, count: 1, link: `/tilldelning?utkast=${draft.allocation_id}` }]);
      has(await vaccine("fohm"), [{ code: "allocation_drafts_waiting", week: draft.week, count: 1 }]);
      for (const who of ["skr", "fohm.las", "lansstyrelsen.las"]) assert.deepEqual(await vaccine(who), [], who);
    });
    await suite.test("the demo: capacity idle and overloaded; the goal that slips", async () => {
      const { items } = await demo.get("region.skane", "/counties/12/vaccine-capacity?first_week=2021-W05&last_week=2021-W18");
      const states = new Set(items.map((item) => item.state));
      assert.ok(states.has("idle") && states.has("overload"), [...states].join());
      const goals = async (day) => (await demo.get("government", `/vaccine/goals?known_at=${day}`)).items.map((goal) => [goal.goal_date, goal.slip_days]);
      assert.deepEqual(await goals("2021-04-06"), [["2021-08-15", 46], ["2021-06-30", null]]);
      assert.deepEqual(await goals("2021-06-24"), [["2021-09-19", 14], ["2021-09-05", 21], ["2021-08-15", 46], ["2021-06-30", null]]);
      has(await demo.get("government", "/vaccine/goal-arithmetic?known_at=2021-03-31"), { goal: { goal_date: "2021-06-30" }, persons: 8189892, doses_needed: 14879784,
        products: (list) => list.find((item) => item.product === "VAXZEVRIA").latest_first_dose_min_interval === "2021-04-28" && list.find((item) => item.product === "VAXZEVRIA").latest_first_dose_max_interval === "2021-04-07" });
    });
    await suite.test("the demo: nothing of 2021 is known in the spring of 2020", async () => {
      for (const path of ["/vaccine/forecasts?first_week=2020-W52&last_week=2021-W26", "/vaccine/deliveries?first_week=2020-W52&last_week=2021-W14", "/vaccine/documents", "/vaccine/discrepancies"])
        assert.deepEqual((await demo.get("region", `${path}${path.includes("?") ? "&" : "?"}known_at=2020-04-27`)).items, []);
    });
    await suite.test("the demo: a week that changes though its own forecast does not says that it follows, and since when", async () => {
      const place = "/counties/09/vaccine-overview?compare_at=2021-03-30";
      const weeks = async () => (await demo.get("region.gotland", place)).products.find((item) => item.product === "COMIRNATY").weeks;
      const nation = (await demo.get("fohm", "/vaccine/forecasts?area=00&product=COMIRNATY&first_week=2021-W15&last_week=2021-W16")).items;
      const rows = nation.map(({ week, doses }) => ({ product: "COMIRNATY", area: "00", week, doses: Math.round(doses * (week === "2021-W15" ? 0.8 : 0.2) / 1170) * 1170, certainty: "firm" }));
      has(await demo.send("fohm", "POST /vaccine/forecasts", { body: { issuer: "FOHM", issued_at: "2021-04-06", known_at: null, source: "Påhittad ändring", note: "", rows } }), { status: 201 });
      const found = (await weeks()).filter((week) => week.basis === "key" && week.compared.difference);
      const following = found.filter((week) => week.follows);
      assert.ok(following.length > 0 && following.every((week) => week.week > "2021-W16"), JSON.stringify(found));
      assert.ok(found.every((week) => week.changed_at > "2021-03-30T22" && week.changed_at.startsWith("2021-04-06")), JSON.stringify(found));
    });
  } finally {
    demo.close();
    await server.drop_all();
  }
}
