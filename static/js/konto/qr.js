/** A QR code as a drawing: black on white in every colour scheme, as cameras want it. */
import { html } from "../../vendor/preact.js";
import { encode } from "../../vendor/qr.js";

const QUIET_MODULES = 4;

/** @param {{ text: string, label: string }} properties */
export function Qr({ text, label }) {
  const { size, data } = encode(text, { ecc: "M", border: QUIET_MODULES });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return html`<svg class="qr" viewBox=${`0 0 ${size} ${size}`} role="img" aria-label=${label} shape-rendering="crispEdges">
    <path class="qr-ground" d=${`M0 0h${size}v${size}h-${size}z`} /><path class="qr-dark" d=${path} />
  </svg>`;
}
