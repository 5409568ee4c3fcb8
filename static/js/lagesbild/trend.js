/**
 * Cover of one article over the weeks, for every municipality of the county.
 */
import { html } from "../../vendor/preact.js";
import { get } from "../lib/api.js";
import { TrendChart } from "../lib/chart-lines.js";
import { inLanguage, t } from "../lib/i18n.js";
import { useLoad } from "../lib/load.js";
import { query, setQuery } from "../lib/query.js";
import { Empty, Loading, Problem, SelectField } from "../lib/ui.js";

const WEEKS = 10;

/** @param {{ overview: import("./matrix.js").Overview }} properties */
export function TrendSection({ overview }) {
  const asked = query.value.get("artikel");
  const article = overview.articles.find(({ code }) => code === asked) ?? mostPressed(overview);
  const highlight = query.value.get("kommun");
  const county = overview.county.code;
  const trend = useLoad(async (signal) =>
    (await get(`/counties/${county}/ppe-trend`, { query: { article: article.code, weeks: WEEKS }, signal })).data, [county, article.code]);
  const name = inLanguage(article, "name");
  const series = (trend.data?.series ?? []).map(toSeries);
  return html`<section class="panel stack sheet-start" aria-labelledby="trend-heading">
    <h2 class="ds-heading" data-size="xs" id="trend-heading">${t("county.trend.title")}</h2>
    <div class="fields no-print">
      <${SelectField} id="trend-article" label=${t("county.article")} value=${article.code}
        onChange=${(/** @type {string} */ code) => setQuery({ artikel: code }, { replace: true })}
        options=${overview.articles.map((one) => ({ value: one.code, label: inLanguage(one, "name") }))} />
      <${SelectField} id="trend-highlight" label=${t("county.trend.highlight")} value=${highlight ?? ""}
        onChange=${(/** @type {string} */ code) => setQuery({ kommun: code || null }, { replace: true })}
        options=${[{ value: "", label: t("county.trend.nobody") }, ...overview.municipalities.map((row) => ({ value: row.code, label: row.name }))]} />
    </div>
    ${trend.error ? html`<${Problem} error=${trend.error} retry=${trend.reload} />` : null}
    ${!trend.data && trend.loading ? html`<${Loading} />` : null}
    ${trend.data && series.length === 0 ? html`<${Empty} title=${t("county.trend.empty")} />` : null}
    ${trend.data && series.length > 0 ? html`<${TrendChart} title=${t("county.trend.chart", { article: name, county: overview.county.name })}
      weeks=${trend.data.weeks} series=${series} policy=${overview.policy} highlight=${highlight} />` : null}
  </section>`;
}

/** The article with most municipalities in need: what one most likely wants to see first. @param {import("./matrix.js").Overview} overview */
const mostPressed = (overview) =>
  [...overview.articles].sort((a, b) => b.acute - a.acute || b.red - a.red || b.yellow - a.yellow)[0];

/** @param {any} one */
const toSeries = (one) => ({
  code: one.code,
  name: one.name,
  points: one.points.map((/** @type {any} */ point) => ({
    week: point.week,
    days: point.cover_days,
    noUse: point.use === 0 && point.stock > 0,
  })),
});
