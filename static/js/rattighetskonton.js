/** The public accounts: what every region is owed or has had in advance, and whether the promise has been kept. */
import { showPage } from "./lib/shell.js";
import { AccountPage } from "./rattighetskonton/page.js";

showPage({ name: "rattighetskonton", titleKey: "account.title", catalogues: ["vaccine", "allocation"], main: AccountPage, permission: "account.read", wide: true });
