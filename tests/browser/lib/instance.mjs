/**
 * A real server with the demo on a temporary database and a free port, and people to sign in as.
 */
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const START_MS = 30_000;

/** The county of the demo, and one without a single report. */
export const DEMO_COUNTY = "22";
export const EMPTY_COUNTY = "23";
/** The day after the last week of the demo, and the one that the vaccine story leads up to. */
const DEMO_DAY = "2020-04-27";
const VACCINE_DAY = "2021-04-06";
const EMPTY_PASSWORD = "tomt-lan-utan-rapporter";

/**
 * Waits for the one line that serve prints when it is ready.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<string>} the address
 */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`the server did not start: ${said}`)), START_MS);
    child.stderr?.on("data", (text) => { said += text; });
    child.stdout?.on("data", (text) => {
      said += text;
      const found = /https?:\/\/\S+/.exec(said);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0].replace(/[/.]+$/, ""));
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code}: ${said}`));
    });
  });
}

/**
 * One call of the API.
 * @param {string} url @param {string} method @param {string} route @param {unknown} [body] @param {string} [cookie]
 */
export async function api(url, method, route, body, cookie) {
  const reply = await fetch(`${url}/api/v1${route}`, {
    method,
    headers: { Origin: url, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...(cookie ? { Cookie: cookie } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${route}: ${reply.status} ${text}`);
  return { data: text ? JSON.parse(text) : null, cookie: (reply.headers.get("set-cookie") ?? "").split(";")[0] };
}

/** @param {string} url @param {string} username @param {string} password */
const signIn = (url, username, password) => api(url, "POST", "/session", { username, password });

/**
 * Signs everybody in once, to know who they are: { "county_board/decider": { username, password, cookie, session } }. The first
 * of a kind and role stands for all.
 */
async function people(url, logins) {
  const found = {};
  for (const login of logins) {
    const { data, cookie } = await signIn(url, login.user, login.password);
    const name = `${data.organisation.kind}/${data.user.role}`;
    found[name] ??= { username: login.user, password: login.password, cookie, session: data };
  }
  return found;
}

/** Users of a county where nothing has been reported, made by the operator's administrator. */
async function addEmptyCounty(url, who) {
  const operator = who["operator/administrator"];
  if (!operator) return;
  const organisations = (await api(url, "GET", "/organisations", undefined, operator.cookie)).data.items;
  const board = organisations.find((item) => item.kind === "county_board" && item.area_code === EMPTY_COUNTY);
  const municipality = organisations.find((item) => item.kind === "municipality" && item.area_code.startsWith(EMPTY_COUNTY));
  for (const [organisation, role] of [[board, "administrator"], [municipality, "administrator"]]) {
    const username = `tom.${organisation.code.toLowerCase()}`;
    await api(url, "POST", `/organisations/${organisation.code}/users`, {
      username, display_name: "Tom Provsson", email: "", role, language: "sv", password: EMPTY_PASSWORD,
    }, operator.cookie);
    const { data, cookie } = await signIn(url, username, EMPTY_PASSWORD);
    who[`empty/${organisation.kind}`] = { username, password: EMPTY_PASSWORD, cookie, session: data };
  }
}

/** A computed proposal, so that the page of one has something to show. */
async function addProposal(url, who) {
  const board = who["county_board/decider"] ?? who["county_board/administrator"];
  return (await api(url, "POST", `/counties/${DEMO_COUNTY}/proposals`, { articles: [] }, board.cookie)).data.proposal_id;
}

/**
 * One server with a story of the demo on a database of its own.
 * @param {string} binary @param {string} folder @param {"ppe" | "vaccine"} story @param {string} day
 * @returns {Promise<{ url: string, logins: any[], stop: () => Promise<void> }>}
 */
async function startStory(binary, folder, story, day) {
  const database = path.join(folder, `${story}.db`);
  await run(binary, ["migrate", "--database", database]);
  const { stdout } = await run(binary, ["demo", "load", "--story", story, "--json", "--database", database], { maxBuffer: 1 << 24 });
  const child = spawn(binary, ["serve", "--database", database, "--listen", "127.0.0.1:0", "--as-of", day], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => { child.once("exit", resolve); });
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  try {
    const url = await addressOf(child);
    child.stdout?.resume();
    child.stderr?.resume();
    return { url, logins: JSON.parse(stdout), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Who looks at the vaccine pages: the 21 regions' people see the same. */
const VACCINE_PEOPLE = /^fohm|^region\.vasternorrland$|^region$/;

/** The people of the vaccine story by user name: { "vaccine:fohm": { …, url } }; their pages are on that server. */
async function vaccinePeople({ url, logins }) {
  const found = {};
  for (const login of logins.filter(({ user }) => VACCINE_PEOPLE.test(user))) {
    const { data, cookie } = await signIn(url, login.user, login.password);
    found[`vaccine:${login.user}`] = { username: login.user, password: login.password, cookie, session: data, url };
  }
  return found;
}

/**
 * @param {string} binary
 * @returns {Promise<{ facts: { url: string, who: Record<string, any>, proposal: string }, stop: () => Promise<void> }>}
 */
export async function startInstance(binary) {
  const folder = await mkdtemp(path.join(tmpdir(), "fordela-browser-"));
  /** @type {{ stop: () => Promise<void> }[]} */
  const servers = [];
  const stop = async () => {
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ppe = await startStory(binary, folder, "ppe", DEMO_DAY);
    servers.push(ppe);
    const vaccine = await startStory(binary, folder, "vaccine", VACCINE_DAY);
    servers.push(vaccine);
    const who = await people(ppe.url, ppe.logins);
    await addEmptyCounty(ppe.url, who);
    const proposal = await addProposal(ppe.url, who);
    return { facts: { url: ppe.url, who: { ...who, ...await vaccinePeople(vaccine) }, proposal }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
