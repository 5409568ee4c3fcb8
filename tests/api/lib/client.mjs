/**
 * One HTTP call at a time over kept-open connections, with nothing done behind the caller's back: every header as given, every
 * byte of the answer as it came.
 */
import http from "node:http";

const HANG_MS = 20_000;

export class Client {
  /** @param {string} url @param {{ localAddress?: string, sockets?: number }} [how] */
  constructor(url, { localAddress, sockets = 4 } = {}) {
    const { hostname, port } = new URL(url);
    this.url = url;
    this.to = { hostname, port, localAddress };
    this.agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
  }

  /**
   * @param {string} method @param {string} path
   * @param {{ headers?: Record<string, string>, body?: string|Buffer }} [what]
   * @returns {Promise<{ status: number, headers: Record<string, string>, bytes: Buffer, text: string, json: any, ms: number }>}
   */
  send(method, path, { headers = {}, body } = {}) {
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
      const request = http.request({ ...this.to, agent: this.agent, method, path, headers: { ...length, ...headers } }, (reply) => {
        const parts = [];
        reply.on("data", (part) => parts.push(part));
        reply.on("error", reject);
        reply.on("end", () => {
          const bytes = Buffer.concat(parts), text = bytes.toString("utf8");
          let json;
          if (/json/.test(reply.headers["content-type"] ?? "") && !reply.headers["content-encoding"] && text !== "") {
            try { json = JSON.parse(text); } catch { json = undefined; }
          }
          resolve({ status: reply.statusCode, headers: reply.headers, bytes, text, json, ms: performance.now() - begun });
        });
      });
      request.setTimeout(HANG_MS, () => request.destroy(new Error(`no answer within ${HANG_MS} ms: ${method} ${path}`)));
      request.on("error", reject);
      request.end(body);
    });
  }

  close() {
    this.agent.destroy();
  }
}
