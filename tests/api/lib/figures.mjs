/**
 * Figures small enough to compute by hand, for the neighbouring county where nobody else has reported. One report a municipality, so
 * that the burn rate is a seventh of the week's use.
 */
export const WEEK = "2020-W17";
const line = (article, stock, use_in_week, more = {}) => ({ article, stock, use_in_week, need_next_week: use_in_week, ...more });

export const RAGUNDA = [
  line("IIR", 700, 70),         /* 10 a day: 70 days */
  line("FFP2", 2000, 140),      /* 20 a day: 100 days */
  line("FFP3", 10, 70),         /* 1 day: acute */
  line("VISIR", 100, 0),        /* stock and no use */
  line("GLASOGON", 0, 0),       /* neither */
  line("HANDSKE-M", 130, 70),   /* 13 days: yellow */
  /* 20 a day; 100 of the 140 can be used today and tomorrow only: 40 of them, 60 expire; 80 usable: 4 days */
  line("HANDDESINF", 140, 140, { lots: [{ lot_name: "A1", quantity: 100, expires_on: "2020-04-28" }] }),
];
export const BRACKE = [
  line("IIR", 350, 70),         /* 35 days */
  line("FFP2", 100, 140),       /* 5 days: red */
];

/** Both reports, once. */
export async function seed(world) {
  for (const [who, municipality, lines] of [["neighbour", "2303", RAGUNDA], ["neighbourReporter", "2305", BRACKE]]) {
    const place = `/municipalities/${municipality}/ppe-reports/${WEEK}`;
    if ((await world.send(who, `GET ${place}`)).status === 200) continue;
    const reply = await world.send(who, `PUT ${place}`, { body: { lines } });
    if (reply.status !== 201) throw new Error(`${place}: ${reply.status} ${reply.text}`);
  }
}
