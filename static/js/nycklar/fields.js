/** What several forms about keys ask for. */
import { wholeNumber } from "../lib/form.js";
import { instance } from "../lib/session.js";

/** An upper age, or null for none. @param {string} text */
export const upperAge = (text) => (text.trim() === "" ? null : wholeNumber(text));

/** The last day of the year before. */
export const lastYearEnd = () => `${Number((instance.value?.today ?? "2021-01-01").slice(0, 4)) - 1}-12-31`;
