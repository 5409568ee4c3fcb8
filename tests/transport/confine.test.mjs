// What the server takes from itself: nothing new can be had by it, and SIGHUP reads again what lies where it lay at the start.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { certificate_of, certificates, check, equal, finish, program, start, test } from "./lib.mjs";

const folder = certificates("first.example", "second.example");
const file = (...names) => join(folder, ...names);
const copy = (name, ...to) => {
  for (const kind of ["pem", "key"]) copyFileSync(file(`${name}.${kind}`), `${file(...to)}.${kind}`);
};
for (const name of ["data", "settings", "links", "archive", "elsewhere"]) mkdirSync(file(name));
execFileSync(program, ["migrate", "--database", file("data", "fordela.db")]);

const configuration = file("settings", "fordela.ini");
/** The configuration replaced as an editor does it: a new file under the old name. */
function configure(...lines) {
  writeFileSync(`${configuration}.new`, `[server]\nlisten = 127.0.0.1:0\n${lines.join("\n")}\n[database]\ndatabase = ${file("data", "fordela.db")}\n`);
  renameSync(`${configuration}.new`, configuration);
}
const pair = (...names) => [`tls-certificate = ${file(...names)}.pem`, `tls-key = ${file(...names)}.key`];
const serve = (...more) => start(program, ["serve", "--config", configuration, "--threads", "2", ...more]);

/** Has it read its settings again; what it says of it. */
async function reload(server) {
  const from = server.errors.length;
  server.child.kill("SIGHUP");
  for (let tries = 0; tries < 2000; tries++) {
    const said = /<\d>(the configuration has been read again|the old configuration stays: .*)\n/.exec(server.errors.slice(from));
    if (said) return said[1];
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nothing about SIGHUP: ${server.errors}`);
}
const READ = "the configuration has been read again";
const status = (server) => {
  const threads = `/proc/${server.child.pid}/task`;
  return readdirSync(threads).map((thread) => readFileSync(join(threads, thread, "status"), "utf8"));
};

// As certbot lays them out: a link in one folder, the files behind it in another.
copy("first.example", "archive", "one");
for (const kind of ["pem", "key"]) symlinkSync(`../archive/one.${kind}`, file("links", `now.${kind}`));
configure(...pair("links", "now"));
const server = await serve();
const landlock = !/no Landlock/.test(server.errors);
if (!landlock) console.log("this kernel has no Landlock: that files are out of reach is not tested");

await test("no thread can get new privileges", () => {
  const threads = status(server);
  check(threads.length > 3, `${threads.length} threads`);
  for (const thread of threads) check(/^NoNewPrivs:\t1$/m.test(thread), thread);
});

await test("SIGHUP takes a configuration and a certificate that were replaced", async () => {
  equal(await certificate_of(server), "first.example", "before");
  configure(...pair("links", "now"), "log-level = debug");
  equal(await reload(server), READ, "the configuration");
  copy("second.example", "archive", "two");
  for (const kind of ["pem", "key"]) {
    symlinkSync(`../archive/two.${kind}`, file("links", "next"));
    renameSync(file("links", "next"), file("links", `now.${kind}`));
  }
  equal(await reload(server), READ, "the certificate");
  equal(await certificate_of(server), "second.example", "afterwards");
});

await test("a file in another folder takes a restart", async () => {
  copy("first.example", "elsewhere", "moved");
  configure(...pair("elsewhere", "moved"));
  const said = await reload(server);
  if (landlock) check(/^the old configuration stays: cannot read .*elsewhere.*: Permission denied; .* takes a restart$/.test(said), said);
  else equal(said, READ, "without Landlock");
  equal(await certificate_of(server), landlock ? "second.example" : "first.example", "what is shown");
  equal((await server.stop()).code, 0, "exit code");
  const again = await serve();
  equal(await certificate_of(again), "first.example", "after the restart");
  equal((await again.stop()).code, 0, "exit code");
});

await test("--no-confine leaves all as it was, and says so", async () => {
  configure(...pair("links", "now"), "no-confine = true");
  const open = await serve();
  check(/<4>not confined: --no-confine is set\n/.test(open.errors), open.errors);
  for (const thread of status(open)) check(/^NoNewPrivs:\t0$/m.test(thread), thread);
  configure(...pair("elsewhere", "moved"), "no-confine = true");
  equal(await reload(open), READ, "another folder");
  equal(await certificate_of(open), "first.example", "what is shown");
  equal((await open.stop()).code, 0, "exit code");
});
// The kernel gives the files of a process that is not to be dumped to root. Started by root, the server becomes somebody else first.
// A sanitizer looks at its own process as a debugger would, so it keeps that open.
const sanitized = readFileSync(program).includes("__asan_init");
if (!sanitized) await test("its memory is nobody's to read", async () => {
  const NOBODY = "65534";
  const root = process.getuid() === 0;
  configure(...pair("elsewhere", "moved"));
  copyFileSync(program, file("fordela"));
  if (root) execFileSync("chown", ["-R", NOBODY, folder]);
  const words = [file("fordela"), "serve", "--config", configuration];
  const [command, ...more] = root ? ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", ...words] : words;
  const owner = async (...flags) => {
    const server = await start(command, [...more, ...flags]);
    const { uid } = statSync(`/proc/${server.child.pid}/mem`);
    equal((await server.stop()).code, 0, "exit code");
    return uid;
  };
  equal(await owner(), 0, "the owner of its memory");
  equal(await owner("--no-confine"), root ? Number(NOBODY) : process.getuid(), "with --no-confine");
});
finish("confine");
