/** Allocations: who gets how many packs in a week, computed, explained, decided. */
import { showPage } from "./lib/shell.js";
import { AllocationPage } from "./tilldelning/page.js";

showPage({ name: "tilldelning", titleKey: "allocation.title", catalogues: ["vaccine", "allocation"], main: AllocationPage, permission: "allocation.read", wide: true });
