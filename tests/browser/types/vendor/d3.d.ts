/* What src/vendor.sh bundles into vendor/d3.js. A plain call cannot name the type of its data, so a line takes any. */
import type { Line } from "d3-shape";

export { scaleLinear, scalePoint } from "d3-scale";
export function line(): Line<any> & { digits(digits: number | null): Line<any> };
