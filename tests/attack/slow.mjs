/** Thousands of connections that ask slowly or take their answers slowly. What the server ends is begun again. */
import net from "node:net";

const OPEN_MS = 20, OPEN_AT_ONCE = 40; // 2,000 a second and process: they are there within two seconds, and it is no flood
const DRIP_MS = 100, DRIP_EVERY = 30;  // each connection moves a byte in 3 s
const READ_BYTES = 512;
const FILLED_BYTES = 100_000;

/** To where bodies are long: who asks is found out when the whole request is there. */
const begun = (method, path, length) => `${method} ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
const REPORT = "/api/v1/municipalities/2281/ppe-reports/2020-W17", LIMIT = 256 * 1024, LONG_LIMIT = 4 * 1024 * 1024;

/**
 * What a connection begins with and goes on with, byte by byte; `reads`: it takes its answers READ_BYTES at a time instead.
 * A body may be announced and withheld, or sent but for its end: the first would take room that is set apart, the second takes it.
 */
const forms = {
  headers: () => ({ begin: "GET /start HTTP/1.1\r\nHost: a\r\nX-Slow: ", byte: "a" }),
  bodies: () => ({ begin: begun("PUT", REPORT, LIMIT), byte: " " }),
  "long bodies": () => ({ begin: begun("POST", "/api/v1/compute/redistribute", LONG_LIMIT), byte: " " }),
  "filled bodies": () => ({ begin: begun("PUT", REPORT, LIMIT) + " ".repeat(FILLED_BYTES), byte: " " }),
  replies: ({ path, cookie, times }) => ({ begin: `GET ${path} HTTP/1.1\r\nHost: a\r\n${cookie ? `Cookie: ${cookie}\r\n` : ""}\r\n`.repeat(times), reads: true }),
};

/** @param {{ form: string, port: number, addresses: string[], connections: number }} job */
export function slow(job, state) {
  const { begin, byte, reads } = forms[job.form](job);
  const room = Buffer.alloc(READ_BYTES), sockets = [];
  const opening = Buffer.from(begin);
  let next = 0, at = 0;

  function open() {
    let heard = false, counted = false;
    const listen = (bytes) => {
      if (heard) return;
      heard = true;
      state.heard(Number(/^HTTP\/1.1 (\d{3})/.exec(bytes.toString("latin1", 0, 12))?.[1] ?? 0));
    };
    const socket = net.connect({ port: job.port, host: "127.0.0.1", localAddress: job.addresses[next++ % job.addresses.length],
      ...(reads ? { onread: { buffer: room, callback: (length, bytes) => { listen(bytes.subarray(0, length)); return false; } } } : {}) });
    socket.once("connect", () => {
      counted = true;
      state.open++;
      state.sent++;
      socket.write(opening);
    });
    if (!reads) socket.on("data", listen);
    socket.on("error", () => {});
    socket.once("close", () => {
      if (counted) state.open--;
      if (counted && !heard) state.heard("cut");
      sockets.splice(sockets.indexOf(socket), 1);
    });
    sockets.push(socket);
  }

  setInterval(() => {
    for (let i = 0; i < OPEN_AT_ONCE && sockets.length < job.connections; i++) open();
  }, OPEN_MS);
  setInterval(() => {
    for (let i = Math.ceil(sockets.length / DRIP_EVERY); i > 0; i--) {
      const socket = sockets[at++ % sockets.length];
      if (!socket || socket.connecting || socket.destroyed) continue;
      if (reads) socket.resume();
      else socket.write(byte);
    }
  }, DRIP_MS);
}
