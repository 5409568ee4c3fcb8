// Exact fractions on BigInt, for the judges of the worked cases. Independent of the program under test on purpose.

const gcd = (a, b) => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));

export function ratio(num, den = 1n) {
  let [n, d] = [BigInt(num), BigInt(den)];
  if (d === 0n) throw new Error("denominator 0");
  if (d < 0n) [n, d] = [-n, -d];
  const g = gcd(n, d) || 1n;
  return { n: n / g, d: d / g };
}

/** A JSON integer, "3/2", "7" or "0.26". */
export function parse(value) {
  if (typeof value === "bigint" || typeof value === "number") return ratio(value);
  const [top, bottom] = String(value).split("/");
  if (bottom !== undefined) return ratio(BigInt(top), BigInt(bottom));
  const [whole, decimals = ""] = top.split(".");
  return ratio(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}

export const show = (a) => (a.d === 1n ? String(a.n) : `${a.n}/${a.d}`);
export const add = (a, b) => ratio(a.n * b.d + b.n * a.d, a.d * b.d);
export const sub = (a, b) => ratio(a.n * b.d - b.n * a.d, a.d * b.d);
export const mul = (a, b) => ratio(a.n * b.n, a.d * b.d);
export const div = (a, b) => ratio(a.n * b.d, a.d * b.n);
export const cmp = (a, b) => (a.n * b.d < b.n * a.d ? -1 : a.n * b.d > b.n * a.d ? 1 : 0);
export const min = (a, b) => (cmp(a, b) <= 0 ? a : b);
export const max = (a, b) => (cmp(a, b) >= 0 ? a : b);
export const floor = (a) => (a.n >= 0n ? a.n / a.d : -((-a.n + a.d - 1n) / a.d));
export const ceil = (a) => -floor(ratio(-a.n, a.d));
export const number = (a) => Number(a.n) / Number(a.d);
export const ZERO = ratio(0n);
