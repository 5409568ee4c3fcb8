/**
 * Parts of a page that are fetched when they are first shown: forms and dialogs that most readers never open.
 * nycklar/page.js shows how; static.test.mjs holds every use to that one form.
 */
import { html } from "../../vendor/preact.js";
import { ApiError } from "./api.js";
import { useLoad } from "./load.js";
import { Loading, Problem } from "./ui.js";

/**
 * The component, which says that it is being fetched, or why it could not be, until it is here.
 * @param {(again: string) => Promise<any>} fetchModule  again is put after the module's name: browsers remember that an address failed
 * @param {string} name of the component in the module
 */
export function onDemand(fetchModule, name) {
  /** @type {any} */
  let Part = null;
  let failures = 0;
  const read = async () => {
    if (Part) return;
    try {
      Part = (await fetchModule(failures === 0 ? "" : `?again=${failures}`))[name];
    } catch (error) {
      failures += 1;
      throw error instanceof TypeError ? new ApiError(0, {}) : error; // a TypeError is what a failed fetch is
    }
  };
  return function OnDemand(/** @type {any} */ properties) {
    const { error, loading, reload } = useLoad(read, []);
    if (Part) return html`<${Part} ...${properties} />`;
    return error && !loading ? html`<${Problem} error=${error} retry=${reload} />` : html`<${Loading} />`;
  };
}
