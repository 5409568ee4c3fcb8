/**
 * The served OpenAPI document as a judge: every reply seen anywhere must be one that the document promises: its status, content
 * type, body and headers. It also counts which operations were seen succeeding, so that a route nobody calls fails the run.
 */
import { createRequire } from "node:module";
import path from "node:path";

const tools = process.env.FORDELA_API_TOOLS;
if (!tools) throw new Error("FORDELA_API_TOOLS is not set: start this through tests/api/run.sh");
const require = createRequire(path.resolve(tools, "package.json"));
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const METHODS = ["get", "post", "put", "delete"];
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self' data:; "
  + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/** What every answer carries, refusals too. */
const ALWAYS = {
  "content-security-policy": CSP,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
};

export class Contract {
  constructor(document) {
    this.document = document;
    this.ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
    addFormats(this.ajv);
    this.ajv.addSchema({ $id: "fordela", components: document.components });
    this.operations = [];
    for (const [pattern, item] of Object.entries(document.paths))
      for (const method of METHODS)
        if (item[method]) this.operations.push(this.operation(pattern, method, item[method]));
    this.validators = new Map();
    this.seen = new Map(this.operations.map((operation) => [operation.id, new Set()]));
    this.checked = 0;
  }

  static async read(client) {
    const reply = await client.send("GET", "/api/v1/openapi.json");
    if (reply.status !== 200 || !reply.json) throw new Error(`no OpenAPI document: ${reply.status}`);
    return new Contract(reply.json);
  }

  operation(pattern, method, operation) {
    const form = pattern.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+");
    return {
      id: operation.operationId, method: method.toUpperCase(), pattern, operation,
      expression: new RegExp(`^${form}$`), parameters: (pattern.match(/\{[^}]+\}/g) ?? []).length,
    };
  }

  /** The operation that answers a path; those without parameters stand before those with. */
  find(method, target) {
    const [bare] = target.split("?");
    return this.operations
      .filter((operation) => operation.method === (method === "HEAD" ? "GET" : method) && operation.expression.test(bare))
      .sort((a, b) => a.parameters - b.parameters)[0];
  }

  resolve(node) {
    return node?.$ref ? node.$ref.slice(2).split("/").reduce((at, key) => at[key], this.document) : node;
  }

  validator(schema) {
    const key = JSON.stringify(schema);
    if (!this.validators.has(key))
      this.validators.set(key, this.ajv.compile(JSON.parse(key.replaceAll('"$ref":"#/', '"$ref":"fordela#/'))));
    return this.validators.get(key);
  }

  judge(schema, value, what) {
    const validate = this.validator(schema);
    return validate(value) ? [] : (validate.errors ?? []).slice(0, 5).map((error) =>
      `${what}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
  }

  headers(reply, target) {
    const faults = Object.entries(ALWAYS)
      .filter(([name, value]) => reply.headers[name] !== value)
      .map(([name]) => `header ${name} is ${reply.headers[name]}`);
    if (reply.headers.server) faults.push("the answer names its server");
    if (target.startsWith("/api/") && reply.headers["cache-control"] !== "no-store")
      faults.push(`Cache-Control is ${reply.headers["cache-control"]}`);
    return faults;
  }

  /** What is wrong with a reply: a list, empty when all is well. */
  faults(method, target, reply) {
    this.checked++;
    const faults = this.headers(reply, target);
    const type = (reply.headers["content-type"] ?? "").split(";")[0];
    if (reply.status >= 400) {
      if (method === "HEAD") return faults;
      if (type !== "application/problem+json") return [...faults, `an error in ${type}`];
      faults.push(...this.judge({ $ref: "#/components/schemas/Problem" }, reply.json, "problem"));
      if (reply.json?.status !== reply.status) faults.push(`says ${reply.json?.status} within ${reply.status}`);
    }
    const found = this.find(method, target);
    if (!found) return reply.status >= 400 || method === "OPTIONS" ? faults : [...faults, "an operation the document does not know"];
    const responses = found.operation.responses;
    const response = this.resolve(responses[reply.status] ?? responses[`${String(reply.status)[0]}XX`]);
    if (!response) return [...faults, `${found.id} does not list ${reply.status}`];
    if (reply.status < 400) this.seen.get(found.id).add(reply.status);
    if (response.headers?.ETag && !reply.headers.etag) faults.push("no ETag");
    if (method === "HEAD" || reply.status === 304 || reply.status === 204)
      return reply.bytes.length === 0 ? faults : [...faults, `a body with ${method} ${reply.status}`];
    const media = response.content?.[type];
    if (!media) return [...faults, `${found.id} ${reply.status} does not list ${type}`];
    if (reply.status < 400 && /json/.test(type) && !reply.headers["content-encoding"])
      faults.push(...this.judge(media.schema ?? {}, reply.json, found.id));
    return faults;
  }

  /** Operations that never answered as they should. */
  unseen() {
    return [...this.seen].filter(([, statuses]) => statuses.size === 0).map(([id]) => id);
  }
}
