/**
 * How fresh the picture is and what cannot wait: who has reported, how old the oldest figure is, every acute need.
 */
import { html, useEffect, useState } from "../../vendor/preact.js";
import { StatusSymbol, coverText } from "../lib/cover.js";
import { moment, number } from "../lib/format.js";
import { inLanguage, language, t } from "../lib/i18n.js";
import { setQuery } from "../lib/query.js";
import { Button } from "../lib/ui.js";
import { daysBetween, inStockholm } from "../lib/week.js";
import { acuteCells, reportState } from "./matrix.js";

/** @typedef {import("./matrix.js").Overview} Overview */

/** More acute needs than this are counted, not listed. */
const MOST_ACUTE = 12;

/** @param {{ overview: Overview, checkedAt: number | null, offline: boolean }} properties */
export function Freshness({ overview, checkedAt, offline }) {
  const { counts } = overview;
  const names = (/** @type {string} */ state) =>
    overview.municipalities.filter((row) => reportState(row) === state).map((row) => row.name).join(", ");
  const oldest = overview.as_of_oldest;
  const silent = overview.municipalities.filter((row) => row.report_week === null).length;
  return html`<section class="panel freshness" aria-label=${t("county.fresh.label")}>
    <dl class="figures-row">
      <${Figure} label=${t("county.fresh.on_time")} value=${t("county.fresh.of", { part: counts.on_time, all: counts.municipalities })} />
      <${Figure} label=${t("county.report.late")} value=${number(counts.late)} note=${counts.late <= 8 ? names("late") : null} />
      <${Figure} label=${t("county.report.missing")} value=${number(counts.missing)} note=${counts.missing <= 8 ? names("missing") : null} warn=${counts.missing > 0} />
      <${Figure} label=${t("county.report.returned")} value=${number(counts.returned)} note=${counts.returned <= 8 ? names("returned") : null} />
      <${Figure} label=${t("county.fresh.oldest")} value=${oldest ? ageInDays(oldest, overview.today) : "–"}
        note=${[oldest ? moment(oldest) : "", silent > 0 ? t("county.fresh.silent", { n: silent }) : ""].filter(Boolean).join(" · ")}
        warn=${oldest !== null && daysBetween(oldest, overview.today) > 7} />
      <${Figure} label=${t("county.fresh.newest")} value=${overview.as_of_newest ? ageInDays(overview.as_of_newest, overview.today) : "–"} note=${overview.as_of_newest ? moment(overview.as_of_newest) : null} />
    </dl>
    <p class="muted small freshness-note">${t("county.fresh.aged", { n: overview.policy.grey_after_days })} ${offline ? html`<strong>${t("county.fresh.offline")}</strong>` : null}
      <${CheckedAt} at=${checkedAt} /></p>
  </section>`;
}

/** "i dag" or "13 dagar". @param {string} from @param {string} today */
function ageInDays(from, today) {
  const days = daysBetween(inStockholm(from, language.value).date, today);
  return days <= 0 ? t("county.today") : t("county.days", { n: days });
}

/** @param {{ label: string, value: string, note?: string | null, warn?: boolean }} properties */
const Figure = ({ label, value, note, warn = false }) => html`<div class=${warn ? "figure figure-warn" : "figure"}>
  <dt>${label}</dt><dd><span class="figure-value">${value}</span>${note ? html`<span class="figure-note">${note}</span>` : null}</dd>
</div>`;

/** "Kontrollerad för 2 minuter sedan", counted in the page so that a stopped page tells on itself. @param {{ at: number | null }} properties */
function CheckedAt({ at }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, [at]);
  if (at === null) return null;
  const minutes = Math.max(0, Math.floor((now - at) / 60_000));
  return html`<span class="no-print">${minutes === 0 ? t("county.fresh.checked_now") : t("county.fresh.checked", { n: minutes })}</span>`;
}

/** @param {{ overview: Overview, onOpen: (municipality: string, article: string) => void }} properties */
export function AcuteList({ overview, onOpen }) {
  const cells = acuteCells(overview);
  if (cells.length === 0) return null;
  return html`<section class="panel acute" aria-labelledby="acute-heading">
    <h2 class="ds-heading" data-size="2xs" id="acute-heading"><${StatusSymbol} status="acute" /> ${t("county.acute.title", { n: cells.length, days: overview.policy.acute_below_days })}</h2>
    <ul class="acute-list">
      ${cells.slice(0, MOST_ACUTE).map(({ municipality, cell, article }) => html`<li key=${`${municipality.code}/${article.code}`}>
        <button type="button" class="acute-button" aria-haspopup="dialog" onClick=${() => onOpen(municipality.code, article.code)}>
          <strong>${municipality.name}</strong> ${inLanguage(article, "name")} <span class="nowrap">${coverText(cell.cover)}</span></button>
      </li>`)}
    </ul>
    ${cells.length > MOST_ACUTE ? html`<${Button} variant="tertiary" size="sm" onClick=${() => {
      setQuery({ status: "acute" });
      document.getElementById("matrix-heading")?.scrollIntoView();
    }}>${t("county.acute.more", { n: cells.length - MOST_ACUTE })}<//>` : null}
  </section>`;
}
