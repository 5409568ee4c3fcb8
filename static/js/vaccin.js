/** All regions' vaccine: allocated, delivered, confirmed, and what does not agree. */
import { NationPage } from "./vaccin/page.js";
import { showPage } from "./lib/shell.js";

showPage({
  name: "vaccin", titleKey: "nation.heading", catalogues: ["vaccine", "nation"], main: NationPage, permission: "region_report.read", wide: true,
});
