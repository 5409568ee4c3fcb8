#!/usr/bin/env node
/**
 * Checks an exported audit trail without Fördela: the chain of hashes, the states' digests, the signed checkpoints. Needs Node.js
 * and this file, nothing else, and shares no code with the program; include/core/audit_chain.h says what is checked.
 *
 *   fordela verify --export trail.jsonl                    on the server
 *   node verify-audit.mjs trail.jsonl [--checkpoint FILE] [--key ORIGIN+KEYID+KEY]      anywhere
 *
 * --checkpoint: one that was kept elsewhere; --key: the public key that was kept with it. Without them a trail that was written
 * anew from its beginning fits in itself. Exit code 0: whole; 1: the first fault is told; 2: called in a way that makes no sense.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import process from "node:process";

const KEYS = ["action", "after", "area_code", "at", "audit_id", "before", "object_key", "object_type", "organisation_code", "sequence", "user_id"];

class Fault extends Error {}
const sha256 = (...pieces) => {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
};

/** RFC 8785 of a flat object of texts, whole numbers and nulls: JSON.stringify writes the values that way already. */
function canonical(entry, line) {
  const keys = Object.keys(entry).sort();
  if (keys.join() !== KEYS.join()) throw new Fault(`line ${line}: the entry has other members than it should`);
  for (const value of Object.values(entry))
    if (typeof value === "number" ? !Number.isSafeInteger(value) : value !== null && typeof value !== "string")
      throw new Fault(`line ${line}: a member of the entry is neither text nor whole number`);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(entry[key])}`).join(",")}}`;
}

const ED25519_HEAD = Buffer.from("302a300506032b6570032100", "hex"); // what stands before the key in its SubjectPublicKeyInfo
const keyId = (origin, key) => sha256(`${origin}\n`, Buffer.from([1]), key).subarray(0, 4);

/** ORIGIN+KEYID+KEY -> 32 bytes. */
function readKey(text) {
  const [, origin, id, base64] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)\s*$/.exec(text) ?? [];
  const bytes = Buffer.from(base64 ?? "", "base64");
  if (bytes.length !== 33 || bytes[0] !== 1 || keyId(origin, bytes.subarray(1)).toString("hex") !== id) throw new Fault("--key is not ORIGIN+KEYID+KEY");
  return bytes.subarray(1);
}

/** A note's parts. */
function readNote(note, what) {
  const parts = /^((\S+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/]{43}=)\nat (0|[1-9]\d*)\n)\n\u2014 (\S+) ([A-Za-z0-9+/=]+)\s*$/.exec(note);
  const signature = Buffer.from(parts?.[7] ?? "", "base64");
  if (!parts || parts[2] !== parts[6] || signature.length !== 68) throw new Fault(`${what} has not the form of a checkpoint`);
  return { signed: parts[1], origin: parts[2], size: Number(parts[3]), hash: Buffer.from(parts[4], "base64").toString("hex"), at: Number(parts[5]), signature };
}

function isSigned(note, key) {
  const publicKey = createPublicKey({ key: Buffer.concat([ED25519_HEAD, key]), format: "der", type: "spki" });
  return keyId(note.origin, key).equals(note.signature.subarray(0, 4)) && verify(null, Buffer.from(note.signed), publicKey, note.signature.subarray(4));
}

function readArguments(words) {
  const options = { file: null, kept: null, key: null };
  while (words.length > 0) {
    const word = words.shift();
    if (word === "--checkpoint" && words.length > 0) options.kept = readNote(readFileSync(words.shift(), "utf8"), "the kept checkpoint");
    else if (word === "--key" && words.length > 0) options.key = readKey(words.shift());
    else if (options.file === null && !word.startsWith("--")) options.file = word;
    else return null;
  }
  return options.file === null ? null : options;
}

/** The walk: what has been read so far. */
class Trail {
  constructor(kept, key) {
    Object.assign(this, { kept, key, size: -1, hash: null, origin: "", states: 0, checkpoints: 0, newest: null, named: new Set() });
  }

  line(number, text) {
    let item;
    try {
      item = JSON.parse(text);
    } catch {
      throw new Fault(`line ${number} is not JSON: the file is cut off or damaged`);
    }
    if (this.size < 0 && item.type === "chain") this.begin(item);
    else if (this.size >= 0 && item.type === "row") this.row(number, item);
    else if (this.size >= 0 && item.type === "checkpoint") this.checkpoint(item);
    else throw new Fault(`line ${number} should not be here`);
  }

  begin({ format, seed, origin }) {
    if (format !== 1 || !/^[0-9a-f]{64}$/.test(seed)) throw new Fault("line 1: no seed, or a format that this verifier does not know");
    this.hash = sha256(Buffer.from(seed, "hex"));
    this.origin = `fordela/audit/${this.hash.toString("hex").slice(0, 16)}`;
    if (origin !== this.origin) throw new Fault("line 1: the origin is not of this seed");
    this.size = 0;
  }

  row(number, item) {
    const { entry } = item;
    const sequence = this.size + 1;
    if (entry.sequence !== sequence) throw new Fault(`row ${sequence} is missing: after ${this.size} comes ${entry.sequence}`);
    const hash = sha256(this.hash, canonical(entry, number));
    if (hash.toString("hex") !== item.sha256) throw new Fault(`row ${sequence} (${entry.audit_id}) is not what was written: its hash does not fit`);
    if (typeof item.salt === "string") {
      for (const name of ["before", "after"]) {
        const digest = item[name] === null ? null : sha256(Buffer.from(item.salt, "hex"), item[name]).toString("hex");
        if (digest !== entry[name]) throw new Fault(`row ${sequence} (${entry.audit_id}): the state "${name}" is not what was written`);
      }
      this.states++;
    }
    if (entry.object_type === "audit_key") this.named.add(entry.object_key);
    this.hash = hash;
    this.size = sequence;
    this.atKept();
  }

  checkpoint(item) {
    const note = readNote(item.note, `the checkpoint behind row ${this.size}`);
    const key = Buffer.from(item.public_key, "hex");
    if (key.length !== 32 || !isSigned(note, key)) throw new Fault(`the checkpoint of ${note.size} rows: its signature does not fit`);
    if (!this.named.has(item.public_key) && !this.key?.equals(key)) throw new Fault(`the checkpoint of ${note.size} rows is signed with a key of somebody else`);
    if (note.size !== this.size || note.hash !== this.hash.toString("hex") || note.origin !== this.origin)
      throw new Fault(`the chain was made anew: it has not the hash of the checkpoint of ${note.size} rows`);
    this.newest = { note, key };
    this.checkpoints++;
  }

  atKept() {
    const { kept } = this;
    if (kept?.size !== this.size) return;
    if (kept.hash !== this.hash.toString("hex") || kept.origin !== this.origin) throw new Fault(`the chain was made anew: row ${this.size} has not the hash of the kept checkpoint`);
  }

  end() {
    const { kept, key } = this;
    if (this.size < 0) throw new Fault("the file is empty");
    if (kept && kept.size > this.size) throw new Fault(`rows at the end are gone, or this is an older copy: the kept checkpoint has ${kept.size} rows, the chain ${this.size}`);
    const keys = key ? [key] : [...this.named].map((hex) => Buffer.from(hex, "hex"));
    if (kept && !keys.some((one) => isSigned(kept, one))) throw new Fault("the kept checkpoint is not signed with a key of this trail");
    if (key && !this.newest?.key.equals(key)) throw new Fault("the newest checkpoint is not signed with the key given");
  }
}

try {
  const options = readArguments(process.argv.slice(2));
  if (options === null) {
    console.error("usage: node verify-audit.mjs EXPORT [--checkpoint FILE] [--key ORIGIN+KEYID+KEY]");
    process.exit(2);
  }
  const trail = new Trail(options.kept, options.key);
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(options.file, "utf8"), crlfDelay: Infinity })) trail.line(++number, line);
  trail.end();
  console.log(`The audit trail is whole: ${trail.size} rows, ${trail.states} with their states, ${trail.checkpoints} checkpoints.`);
  console.log(`Last hash: ${trail.hash.toString("hex")}`);
  if (options.kept) console.log(`It begins with the ${options.kept.size} rows of the kept checkpoint.`);
} catch (error) {
  if (!(error instanceof Fault) && error.code === undefined) throw error;
  console.log(`NOT WHOLE: ${error.message}`);
  process.exitCode = 1;
}
