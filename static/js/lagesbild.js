/** The county overview. */
import { OverviewPage } from "./lagesbild/page.js";
import { showPage } from "./lib/shell.js";

showPage({
  name: "lagesbild",
  titleKey: "county.title",
  catalogues: ["county"],
  main: OverviewPage,
  permission: "overview.read",
  wide: true,
});
