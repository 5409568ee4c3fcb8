/** Distribution keys: which is in force, what each is made of, a trial before a decision, and deviations for single regions. */
import { showPage } from "./lib/shell.js";
import { KeyPage } from "./nycklar/page.js";

showPage({ name: "nycklar", titleKey: "key.title", catalogues: ["vaccine", "allocation"], main: KeyPage, permission: "key.read", wide: true });
