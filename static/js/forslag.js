/** Redistribution proposals: the list, a new one, one of them. */
import { ProposalsPage } from "./forslag/page.js";
import { showPage } from "./lib/shell.js";

showPage({
  name: "forslag",
  titleKey: "proposal.title",
  catalogues: ["county", "proposal"],
  main: ProposalsPage,
  permission: "proposal.read",
  wide: true,
});
