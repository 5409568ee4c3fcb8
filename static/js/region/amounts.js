/** Doses as vials and packs by a vaccine's sizes, as far as they are whole and known. */
import { t } from "../lib/i18n.js";

/** @typedef {{ doses: number | null, vials: number | null, packs: number | null }} Amount */

/** @param {number | null} doses @param {number | null | undefined} size */
const whole = (doses, size) => (doses !== null && size && doses % size === 0 ? doses / size : null);

/** @param {number | null} doses @param {Record<string, any> | undefined} product @returns {Amount} */
export const amountOf = (doses, product) => ({ doses, vials: whole(doses, product?.doses_per_vial), packs: whole(doses, product?.doses_per_pack) });

/** "585 ampuller, 3 förpackningar", or "" when it is neither whole nor known. @param {Amount} amount */
export function packing({ doses, vials, packs }) {
  if (doses === 0) return "";
  return [vials === null ? "" : t("vaccine.vials", { n: vials }), packs === null ? "" : t("vaccine.packs", { n: packs })].filter(Boolean).join(", ");
}
