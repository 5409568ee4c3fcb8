/** A region's vaccine: what comes, what to confirm, the week's report and whether it adds up, capacity against supply. */
import { RegionPage } from "./region/page.js";
import { showPage } from "./lib/shell.js";

showPage({
  name: "region", titleKey: "region.title", catalogues: ["vaccine", "region"], main: RegionPage, permission: "region_report.read", wide: true,
});
