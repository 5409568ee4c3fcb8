/** The accounts of an organisation; the operator chooses among all organisations. */
import { html, useState } from "../vendor/preact.js";
import { PasswordForm, UserForm } from "./anvandare/edit.js";
import { SignInForm } from "./anvandare/sign-in.js";
import { getAll } from "./lib/api.js";
import * as format from "./lib/format.js";
import { compareNames, t } from "./lib/i18n.js";
import { useLoad } from "./lib/load.js";
import { OrganisationChoice, shownOrganisation } from "./lib/organisation-choice.js";
import { can, session } from "./lib/session.js";
import { showPage } from "./lib/shell.js";
import { Button, Empty, Loading, PageHead, Problem, TableFrame } from "./lib/ui.js";

/** @typedef {import("./anvandare/edit.js").User} User */

/** @typedef {{ mayWrite: boolean, onEdit: (user: User) => void, onSignIn: (user: User) => void }} Doing */

/** @param {{ user: User } & Doing} properties */
function Row({ user, mayWrite, onEdit, onSignIn }) {
  const name = user.display_name;
  return html`<tr class=${user.status === "active" ? undefined : "row-off"}>
    <th scope="row">${name}</th>
    <td data-label=${t("anvandare.username")}>${user.username}</td>
    <td data-label=${t("anvandare.email")}>${user.email || "–"}</td>
    <td data-label=${t("anvandare.role")}>${t(`role.${user.role}`)}</td>
    <td data-label=${t("anvandare.status")}>${t(`anvandare.status.${user.status}`)}${user.second_factor ? `, ${t("anvandare.factor_on")}` : null}</td>
    <td data-label=${t("anvandare.last_login")} class="nowrap">${user.last_login_at ? format.moment(user.last_login_at) : t("anvandare.never")}</td>
    ${mayWrite ? html`<td class="no-print"><div class="row-actions">
      <${Button} variant="tertiary" size="sm" onClick=${() => onEdit(user)} aria-label=${t("anvandare.edit_of", { name })}>${t("edit")}<//>
      <${Button} variant="tertiary" size="sm" onClick=${() => onSignIn(user)} aria-label=${t("anvandare.sign_in_of", { name })}>${t("anvandare.sign_in")}<//>
    </div></td>` : null}
  </tr>`;
}

/** @param {{ users: User[] } & Doing} properties */
const UserTable = ({ users, ...doing }) => html`
  <${TableFrame} label=${t("anvandare.title")}>
    <table class="ds-table table-cards">
      <caption>${t("anvandare.count", { n: users.length })}</caption>
      <thead><tr>
        <th scope="col">${t("anvandare.name")}</th>
        <th scope="col">${t("anvandare.username")}</th>
        <th scope="col">${t("anvandare.email")}</th>
        <th scope="col">${t("anvandare.role")}</th>
        <th scope="col">${t("anvandare.status")}</th>
        <th scope="col">${t("anvandare.last_login")}</th>
        ${doing.mayWrite ? html`<th scope="col" class="no-print"><span class="ds-sr-only">${t("anvandare.actions")}</span></th>` : null}
      </tr></thead>
      <tbody>${users.map((user) => html`<${Row} key=${user.user_id} user=${user} ...${doing} />`)}</tbody>
    </table>
  <//>`;

function Users() {
  const own = session.value?.organisation;
  const operator = own?.kind === "operator";
  const organisation = shownOrganisation();
  const users = useLoad((signal) => getAll(`/organisations/${encodeURIComponent(organisation)}/users`, { signal }), [organisation]);
  const [edited, setEdited] = useState(/** @type {User | "new" | null} */ (null));
  const [reset, setReset] = useState(/** @type {User | null} */ (null));
  const [signIn, setSignIn] = useState(/** @type {User | null} */ (null));
  const mayWrite = can("user.write");
  const sorted = users.data ? [...users.data].sort((a, b) => compareNames(a.display_name, b.display_name)) : null;
  return html`
    <${PageHead} title=${t("anvandare.title")} lead=${operator ? null : t("anvandare.lead", { organisation: own?.name })}>
      ${mayWrite ? html`<${Button} onClick=${() => setEdited("new")}>${t("anvandare.add")}<//>` : null}
    <//>
    ${operator ? html`<div class="fields no-print"><${OrganisationChoice} chosen=${organisation} /></div>` : null}
    ${users.error ? html`<${Problem} error=${users.error} retry=${users.reload} />` : null}
    ${users.loading && !users.data ? html`<${Loading} />` : null}
    ${sorted?.length === 0 ? html`<${Empty} title=${t("anvandare.none")}>${mayWrite ? t("anvandare.none_more") : null}<//>` : null}
    ${sorted && sorted.length > 0 ? html`<${UserTable} users=${sorted} mayWrite=${mayWrite} onEdit=${setEdited} onSignIn=${setSignIn} />` : null}
    ${edited ? html`<${UserForm} organisation=${organisation} user=${edited === "new" ? null : edited} onClose=${() => setEdited(null)}
      onSaved=${() => { setEdited(null); users.reload(); }} />` : null}
    ${reset ? html`<${PasswordForm} user=${reset} onClose=${() => setReset(null)} />` : null}
    ${signIn ? html`<${SignInForm} user=${signIn} onClose=${() => setSignIn(null)} onChanged=${users.reload}
      onReset=${() => { setReset(signIn); setSignIn(null); }} />` : null}`;
}

showPage({ name: "anvandare", titleKey: "anvandare.title", catalogues: ["admin", "account"], main: Users, permission: "user.read" });
