// The table on the terminal: what was measured, what is due, whether it is reached.

export const results = [];

export const number = (value) => value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
export const spaced = (value) => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, " ");

/** "pass" or "miss" of a figure against ">= 0.70", "<= 100 ms"; "" without a target. */
function verdict(value, target) {
  const [, sign, bound] = /^([<>])= ([\d.]+)/.exec(target) ?? [];
  if (sign === undefined) return "";
  return (sign === "<" ? parseFloat(value) <= Number(bound) : parseFloat(value) >= Number(bound)) ? "pass" : "miss";
}

export function row(what, value, target, detail) {
  const result = verdict(value, target);
  results.push({ what, value, target, result, detail });
  console.log(`${what.padEnd(52)} ${value.padStart(12)}  ${target.padEnd(10)} ${result.padEnd(5)} ${detail}`);
}

export const heading = (text) => console.log(`\n${text}`);

/** The rows of one comparison (lib.mjs, compare). */
export function showRatios(what, found, targets) {
  const rates = `${spaced(found.rate)}/s beside ${spaced(found.besideRate)}/s`;
  row(`${what}: requests/s`, `${number(found.rateRatio)} x`, targets.rate ?? "", rates);
  showCpu(`${what}: CPU a request`, found, targets.cpu ?? "");
  if (targets.p99) row(`${what}: p99`, `${number(found.p99Ratio)} x`, targets.p99, `${number(found.p99)} ms`);
}

export function showCpu(what, found, target) {
  row(what, `${number(found.cpuRatio)} x`, target, `${number(found.cpu)} us beside ${number(found.besideCpu)} us`);
}
