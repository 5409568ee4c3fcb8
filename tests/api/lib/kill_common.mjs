/** What the writers of the kill loop share: numbers, the count of acknowledged writes, posts with a key. */

/** What a client sees when the server is gone in the middle. */
const GONE = /ECONN|socket hang up|EPIPE|aborted/;

/** faulty: the machine under the server fails just now, so writes may be refused; refused counts them. */
export const tally = { number: 1000, acknowledged: 0, faulty: false, refused: 0 };

/** Does one write after the other until the server is gone or over.now. write(): false when the server said that it is closing. */
export async function keep_on(over, write) {
  while (!over.now) {
    try {
      if (await write() === false && !tally.faulty) over.now = true;
    } catch (error) {
      if (!GONE.test(String(error))) throw error;
      return;
    }
  }
}

/** Whether the write was taken; false for 503, and for any clean refusal during a fault; everything unexpected is thrown. */
export function taken(reply, what, ...good) {
  if (tally.faulty && reply.status >= 500 && reply.json?.code) {
    tally.refused++;
    return false;
  }
  if (reply.status === 503) return false;
  if (!good.includes(reply.status)) throw new Error(`${what}: ${reply.status} ${reply.text.slice(0, 300)}`);
  return true;
}

/** Whether what was acknowledged is there once, in order, whole, and what hung there whole or not at all: "" or what is not. */
export async function missing(world, chain) {
  const faults = [];
  await chain.look(world, faults);
  return faults.slice(0, 8).join("\n    ");
}

/**
 * A kind of post that is sent with a key: its answer may be lost and it is then sent again.
 * @typedef {{ who: string, does: string, body: (key: string) => any, id: (json: any) => string, after?: (world: any, entry: any, id: string, faults: string[]) => Promise<void> }} Kind
 */
export class Posts {
  /** @param {Record<string, Kind>} kinds */
  constructor(kinds) {
    this.kinds = kinds;
    this.sent = new Map();
  }

  /** One writer for each kind. During a fault it sends what was refused again, as it was: nobody knows whether it was taken. */
  writers(world, client, over) {
    return Object.entries(this.kinds).map(([name, kind]) => {
      const own = client();
      let key = "";
      return keep_on(over, async () => {
        key ||= `kill.${name}.${++tally.number}`;
        const entry = this.sent.get(key) ?? { kind, request: { client: own, body: kind.body(key), headers: { "Idempotency-Key": key } } };
        this.sent.set(key, entry);
        const reply = await world.send(kind.who, kind.does, entry.request);
        if (!taken(reply, kind.does, 201)) {
          if (!tally.faulty) this.sent.delete(key);
          return false;
        }
        key = "";
        entry.kept = kind.id(reply.json);
        tally.acknowledged++;
        return true;
      });
    });
  }

  /** Sent again, each is what it was. */
  async look(world, faults) {
    for (const [key, entry] of this.sent) {
      const send = () => world.send(entry.kind.who, entry.kind.does, { ...entry.request, client: world.client });
      let again = await send();
      for (let times = 0; again.status === 503 && times < 20; times++) again = await send(); // a connection to the database that is gone is found by its next user
      if (again.status !== 201) { faults.push(`${key}: sent again ${again.status} ${again.text.slice(0, 200)}`); continue; }
      const id = entry.kind.id(again.json);
      if (entry.kept && id !== entry.kept) faults.push(`${key}: another one the second time`);
      await entry.kind.after?.(world, entry, id, faults);
    }
    this.sent.clear();
  }
}
