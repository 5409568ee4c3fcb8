/**
 * The flow picture: the seats of the county, an arc for each transport, and the same as a table beside it.
 */
import { html, useId, useMemo, useState } from "../../vendor/preact.js";
import { layoutFlow, scaleBar } from "../lib/chart-flow.js";
import { Disclosure } from "../lib/disclosure.js";
import { number } from "../lib/format.js";
import { language, t } from "../lib/i18n.js";
import { useNarrow } from "../lib/media.js";
import { Empty, TableFrame } from "../lib/ui.js";
import { netPacks, placeName, transportsOf } from "./model.js";
import { articleName, packsText, signed } from "./parts.js";

/** @typedef {import("./model.js").Proposal} Proposal */
/** @typedef {import("./model.js").Line} Line */

const MICRO = 1e6;

/** @param {{ proposal: Proposal, lines: Line[], title: string }} properties lines: of the chosen article or all */
export function Flow({ proposal, lines, title }) {
  const [active, setActive] = useState("");
  const transports = useMemo(() => transportsOf(lines), [lines]);
  if (transports.length === 0) return html`<${Empty} title=${t("proposal.flow.empty")} />`;
  return html`<div class="flow">
    <div class="panel flow-panel"><${Picture} proposal=${proposal} lines=${lines} transports=${transports} title=${title} active=${active} /></div>
    <div class="flow-table"><${TableFrame} label=${t("proposal.flow.table")}>
      <table class="ds-table table-dense table-cards">
        <caption>${t("proposal.flow.table")}</caption>
        <thead><tr>
          <th scope="col">${t("proposal.from")}</th><th scope="col">${t("proposal.to")}</th>
          <th scope="col">${t("proposal.flow.load")}</th><th scope="col" class="numeric">${t("proposal.km")}</th>
        </tr></thead>
        <tbody>${transports.map((transport) => html`<tr key=${keyOf(transport)}
          onMouseEnter=${() => setActive(keyOf(transport))} onMouseLeave=${() => setActive("")}>
          <th scope="row">${placeName(proposal, transport.from)}</th>
          <td data-label=${t("proposal.to")}>${placeName(proposal, transport.to)}</td>
          <td data-label=${t("proposal.flow.load")}><${Load} proposal=${proposal} transport=${transport} /></td>
          <td data-label=${t("proposal.km")} class="numeric">${number(transport.km)}</td>
        </tr>`)}</tbody>
      </table>
    <//></div>
  </div>`;
}

/** More articles than this are folded, so that the table stays as tall as the picture. */
const MOST_SHOWN = 3;

/** What one transport carries. @param {{ proposal: Proposal, transport: { lines: Line[], packs: number } }} properties */
function Load({ proposal, transport }) {
  const { lines } = transport;
  const list = html`<ul class="load">${lines.map((line) => html`<li key=${line.line_number}>
    ${articleName(proposal, line.article)}: <span class="nowrap">${packsText(proposal, line.article, line.packs)}</span></li>`)}</ul>`;
  if (lines.length <= MOST_SHOWN) return list;
  return html`<${Disclosure} label=${t("proposal.flow.many", { n: lines.length, packs: number(transport.packs) })}>${list}<//>`;
}

/** @param {{ from: string, to: string }} way */
const keyOf = (way) => `${way.from}>${way.to}`;

/** @param {{ proposal: Proposal, lines: Line[], transports: any[], title: string, active: string }} properties */
function Picture({ proposal, lines, transports, title, active }) {
  const id = useId();
  const narrow = useNarrow();
  const lang = language.value;
  const net = useMemo(() => netPacks(lines), [lines]);
  const picture = useMemo(() => {
    const seats = proposal.municipalities.map((place) => {
      const packs = net.get(place.code) ?? 0;
      const name = packs === 0 ? place.name : `${place.name} ${signed(packs, number)}`;
      return { code: place.code, name, latitude: place.latitude_udeg / MICRO, longitude: place.longitude_udeg / MICRO };
    });
    return layoutFlow(seats, transports.map((way) => ({ from: way.from, to: way.to, quantity: way.packs })), { width: narrow ? 400 : 720 });
  }, [proposal, transports, narrow, lang]);
  const bar = scaleBar(picture.kmPerUnit, picture.width);
  const widest = transports[0];
  return html`<figure class="chart">
    <svg class="flow-picture" viewBox=${`0 0 ${picture.width} ${picture.height}`} role="img" aria-labelledby=${`${id}-title ${id}-text`}>
      <title id=${`${id}-title`}>${title}</title>
      <desc id=${`${id}-text`}>${t("proposal.flow.description", {
        n: transports.length, from: placeName(proposal, widest.from), to: placeName(proposal, widest.to), packs: number(widest.packs),
      })}</desc>
      ${picture.arcs.map((arc) => html`<g key=${keyOf(arc)} class=${arcClass(keyOf(arc), active)}>
        <path class="arc-line" d=${arc.stroke} stroke-width=${arc.width} />
        <path class="arc-head" d=${arc.head} />
      </g>`)}
      ${picture.nodes.map((node) => html`<circle key=${node.code} class=${`seat seat-${roleOf(net.get(node.code) ?? 0, picture.involved.has(node.code))}`}
        cx=${node.x} cy=${node.y} r=${picture.involved.has(node.code) ? picture.radius : picture.radius * 0.6}><title>${node.name}</title></circle>`)}
      ${picture.labels.map((label) => html`<text key=${label.code} class=${picture.involved.has(label.code) ? "seat-name" : "seat-name seat-name-quiet"}
        x=${label.x} y=${label.y} text-anchor=${label.anchor} font-size=${picture.fontSize}>${label.text}</text>`)}
      <g class="scale-bar"><path d=${`M16 ${picture.height - 16}v-5m0 5h${bar.length}v-5`} />
        <text x=${16 + bar.length + 6} y=${picture.height - 14} font-size="12">${number(bar.km)} km</text></g>
    </svg>
    <figcaption class="chart-caption muted"><span class="flow-key"><svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><circle class="seat seat-giver" cx="8" cy="8" r="6" /></svg>${t("proposal.flow.gives")}</span>
      <span class="flow-key"><svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><circle class="seat seat-receiver" cx="8" cy="8" r="6" /></svg>${t("proposal.flow.receives")}</span>
      ${t("proposal.flow.caption")}</figcaption>
  </figure>`;
}

/** @param {string} key @param {string} active */
const arcClass = (key, active) => (active === "" ? "arc" : key === active ? "arc arc-active" : "arc arc-quiet");

/** @param {number} net @param {boolean} involved */
const roleOf = (net, involved) => (!involved ? "none" : net < 0 ? "giver" : net > 0 ? "receiver" : "both");
