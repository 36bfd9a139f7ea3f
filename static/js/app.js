// The one script of every page; what only some pages need they name in their head. Each file upgrades markup that already
// works without it.
import "./keys.js";
import "./list-keys.js";
import "./swap.js";
import "./live-updates.js";
import "./theme.js";
import "./fetched-ahead.js";

// A form that is kept while it is filled in, or was while nobody was signed in; and the page after it was sent, which says
// whether its draft is done with.
if (document.querySelector("draft-keeper, [data-saved-draft], form[data-kept]") || sessionStorage.getItem("hornada-draft-sent")) import("./draft-keeper.js");

// A page change whose cross-fade is skipped (a PDF, a quick second click) is no error.
for (const name of ["pageswap", "pagereveal"]) {
  addEventListener(name, ({ viewTransition: fade }) => { for (const end of [fade?.ready, fade?.finished, fade?.updateCallbackDone]) end?.catch(() => {}); });
}

// Above a form each error is read with the name of its field.
for (const link of document.querySelectorAll(".form__summary a[href^='#f-']")) {
  const label = document.querySelector(`label[for="${CSS.escape(link.hash.slice(1))}"]`)?.firstChild?.textContent.trim();
  if (label) link.prepend(`${label}: `);
}

// What was refused stands at the address that it was sent to: coming back there, or loading it anew, the browser would ask
// whether to send it once more. It is the page of its form instead, which offers what was typed.
const { origin } = location;
if (document.querySelector("live-updates[data-refused=sent]") && document.referrer.startsWith(`${origin}/`) && !document.referrer.startsWith(`${origin}/login`)) {
  history.replaceState(null, "", document.referrer);
}
