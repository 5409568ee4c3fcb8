/** The forecasts of deliveries, week by week, as they stand now or as they were known on an earlier day. */
import { ForecastPage } from "./prognoser/page.js";
import { showPage } from "./lib/shell.js";

showPage({
  name: "prognoser", titleKey: "forecast.title", catalogues: ["vaccine"], main: ForecastPage, permission: "forecast.read", wide: true,
});
