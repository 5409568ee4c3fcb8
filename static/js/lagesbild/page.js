/**
 * The county overview: how long each municipality's equipment lasts, and how much the figures can be trusted.
 */
import { html, useEffect, useState } from "../../vendor/preact.js";
import { announce } from "../lib/announce.js";
import { apiUrl } from "../lib/api.js";
import { CountyChoice, shownCounty } from "../lib/county.js";
import { StatusLegend } from "../lib/cover.js";
import { moment, weekSpan } from "../lib/format.js";
import { compareNames, t } from "../lib/i18n.js";
import { useNarrow } from "../lib/media.js";
import { setQuery, weekInAddress } from "../lib/query.js";
import { can, instance, ownCounty } from "../lib/session.js";
import { Button, Empty, Loading, PageHead, Problem } from "../lib/ui.js";
import { Cards } from "./cards.js";
import { CellDialog } from "./cell.js";
import { Filters, WeekChoice, readChoice, sortBy } from "./controls.js";
import { AcuteList, Freshness } from "./fresh.js";
import { chooseShown } from "./matrix.js";
import { useOverview } from "./refresh.js";
import { Matrix } from "./table.js";
import { TrendSection } from "./trend.js";

/** @typedef {import("./matrix.js").Overview} Overview */

export function OverviewPage() {
  const county = shownCounty();
  if (county === null) {
    return html`<${PageHead} title=${t("county.title")} /><${CountyChoice} /><${Empty} title=${t("county.choose_county_text")} />`;
  }
  return html`<${County} key=${county} county=${county} />`;
}

/** @param {{ county: string }} properties */
function County({ county }) {
  const { overview, error, loading, checkedAt, offline, reload } = useOverview(county, weekInAddress());
  if (!overview) {
    return html`<${PageHead} title=${t("county.title")} />
      ${error ? html`<${Problem} error=${error} retry=${reload} />` : html`<${Loading} />`}`;
  }
  return html`<${Shown} overview=${overview} error=${error} loading=${loading} checkedAt=${checkedAt} offline=${offline} reload=${reload} />`;
}

/** @param {{ overview: Overview, error: any, loading: boolean, checkedAt: number | null, offline: boolean, reload: () => void }} properties */
function Shown({ overview, error, loading, checkedAt, offline, reload }) {
  const narrow = useNarrow();
  const [sparklines, setSparklines] = useState(false);
  const [open, setOpen] = useState(/** @type {{ municipality: string, article: string } | null} */ (null));
  const choice = readChoice();
  const shown = chooseShown(overview, choice, compareNames);
  const openCell = (/** @type {string} */ municipality, /** @type {string} */ article) => setOpen({ municipality, article });
  const content = { overview, shown, choice, onOpen: openCell };
  return html`
    <${PageHead} title=${t("county.heading", { county: overview.county.name })} lead=${t("county.lead", { week: weekSpan(overview.week) })}>
      <a class="ds-button" data-variant="secondary" href=${apiUrl(`/counties/${overview.county.code}/ppe-overview`, { week: overview.week, format: "csv" })}
        download=${`lagesbild-${overview.county.code}-${overview.week}.csv`}>${t("county.csv")}</a>
      <${Button} variant="secondary" onClick=${() => print()}>${t("county.print")}<//>
      ${ownCounty() && can("proposal.create") ? html`<a class="ds-button" data-variant="primary" href="/forslag?ny=1">${t("county.to_proposal")}</a>` : null}
    <//>
    <p class="print-only">${t("county.printed", { moment: moment(instance.value?.now ?? null), newest: moment(overview.as_of_newest), oldest: moment(overview.as_of_oldest) })}</p>
    <div class="no-print"><${WeekChoice} overview=${overview} /></div>
    ${error ? html`<${Problem} error=${error} retry=${reload} />` : null}
    <div class="stack" aria-busy=${loading ? "true" : undefined}>
      <${Freshness} overview=${overview} checkedAt=${checkedAt} offline=${offline} />
      <${AcuteList} overview=${overview} onOpen=${openCell} />
      <section class="stack sheet-start" aria-labelledby="matrix-heading">
        <h2 class="ds-heading" data-size="xs" id="matrix-heading">${t("county.matrix.title")}</h2>
        <${Filters} overview=${overview} choice=${choice} narrow=${narrow} sparklines=${sparklines} setSparklines=${setSparklines} />
        <${Count} overview=${overview} shown=${shown} choice=${choice} />
        <${StatusLegend} policy=${overview.policy} />
        ${shown.municipalities.length === 0 || shown.articles.length === 0 ? html`<${NothingShown} overview=${overview} />`
          : narrow ? html`<${Cards} ...${content} />`
            : html`<${Matrix} ...${content} sparklines=${sparklines} onSort=${sortBy} />`}
        <p class="muted small">${t("county.matrix.note")}</p>
      </section>
      ${overview.articles.length > 0 ? html`<${TrendSection} overview=${overview} />` : null}
    </div>
    <${OpenCell} overview=${overview} open=${open} onClose=${() => setOpen(null)} />`;
}

/** The count is told when a filter changes it. @param {{ overview: Overview, shown: import("./matrix.js").Shown, choice: import("./matrix.js").Choice }} properties */
function Count({ overview, shown, choice }) {
  const filtered = Boolean(choice.group || choice.status || choice.report);
  const text = t("county.filter.count", {
    shown: shown.municipalities.length, all: overview.municipalities.length, articles: shown.articles.length, all_articles: overview.articles.length,
  });
  useEffect(() => {
    if (filtered) announce(text);
  }, [choice.group, choice.status, choice.report]);
  return filtered ? html`<p class="small"><strong>${text}</strong></p>` : null;
}

/** @param {{ overview: Overview }} properties */
function NothingShown({ overview }) {
  if (overview.articles.length === 0) return html`<${Empty} title=${t("county.empty.articles")}>${t("county.empty.articles_text")}<//>`;
  if (overview.municipalities.length === 0) return html`<${Empty} title=${t("county.empty.municipalities")} />`;
  return html`<${Empty} title=${t("county.empty.filter")}>
    <${Button} variant="secondary" size="sm" onClick=${() => setQuery({ grupp: null, status: null, rapport: null })}>${t("county.filter.clear")}<//>
  <//>`;
}

/** @param {{ overview: Overview, open: { municipality: string, article: string } | null, onClose: () => void }} properties */
function OpenCell({ overview, open, onClose }) {
  const municipality = open && overview.municipalities.find((row) => row.code === open.municipality);
  const at = open ? overview.articles.findIndex((article) => article.code === open.article) : -1;
  if (!municipality || at < 0) return null;
  return html`<${CellDialog} overview=${overview} municipality=${municipality} at=${at} onClose=${onClose} />`;
}
