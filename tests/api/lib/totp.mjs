/** An authenticator app: codes of a secret in base32, by the machine's clock. */
import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

export const step = () => Math.floor(Date.now() / STEP_MS);

/** @param {string} secret @param {number} at the step */
export function code(secret, at = step()) {
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(at));
  const digest = createHmac("sha1", bytes).update(count).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1e6).padStart(6, "0");
}
