/** How well the forecasts came true: what was late, and what never came. */
import { AccuracyPage } from "./prognostraff/page.js";
import { showPage } from "./lib/shell.js";

showPage({
  name: "prognostraff", titleKey: "accuracy.title", catalogues: ["vaccine"], main: AccuracyPage, permission: "forecast.read", wide: true,
});
