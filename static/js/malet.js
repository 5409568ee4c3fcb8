/** The goal of the vaccination: what it needs, what there will be, by when the last first doses must be given. */
import { GoalPage } from "./malet/page.js";
import { showPage } from "./lib/shell.js";

showPage({ name: "malet", titleKey: "goal.title", catalogues: ["vaccine", "goal"], main: GoalPage, permission: "forecast.read" });
