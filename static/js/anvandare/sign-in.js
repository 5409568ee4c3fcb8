/** What an administrator does when somebody has lost a password or a device: a new password, sign out everywhere, reset two-step sign-in. */
import { html } from "../../vendor/preact.js";
import { notify } from "../lib/announce.js";
import { remove } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { useAction } from "../lib/load.js";
import { session } from "../lib/session.js";
import { Button, Dialog, Problem } from "../lib/ui.js";

/** @param {{ user: import("./edit.js").User, onClose: () => void, onChanged: () => void,
 *   onReset: () => void }} properties onReset: asks for a new password */
export function SignInForm({ user, onClose, onChanged, onReset }) {
  const { run, busy, error } = useAction();
  const name = user.display_name;
  const own = user.user_id === session.value?.user.user_id; // one's own is turned off with a code, under Mitt konto
  /** @param {string} what @param {string} told */
  const doIt = async (what, told) => {
    if (!(await run(() => remove(`/users/${user.user_id}/${what}`)))) return;
    notify(told);
    onChanged();
    onClose();
  };
  return html`<${Dialog} title=${t("anvandare.sign_in_of", { name })} onClose=${onClose}>
    <div class="stack">
      ${error ? html`<${Problem} error=${error} />` : null}
      <p>${t("anvandare.reset_more")}</p>
      <div class="actions"><${Button} variant="secondary" onClick=${onReset}>${t("anvandare.reset")}<//></div>
      <p>${t("anvandare.end_sessions_text")}</p>
      <div class="actions"><${Button} variant="secondary" busy=${busy}
        onClick=${() => doIt("sessions", t("anvandare.sessions_ended", { name }))}>${t("anvandare.end_sessions")}<//></div>
      ${user.second_factor && !own ? html`<p>${t("anvandare.factor_reset_text")}</p>
        <div class="actions"><${Button} variant="secondary" color="danger" busy=${busy}
          onClick=${() => doIt("second-factor", t("anvandare.factor_reset_done", { name }))}>${t("anvandare.factor_reset")}<//></div>`
        : user.second_factor ? null : html`<p class="muted">${t("anvandare.factor_none", { name })}</p>`}
    </div>
  <//>`;
}
