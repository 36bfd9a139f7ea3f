// The one script of every page; what only some pages need they name in their head. Each file upgrades markup that already
// works without it.
import "./keys.js";
import "./list-keys.js";
import "./swap.js";
import "./live-updates.js";
import "./theme.js";

// A page change whose cross-fade is skipped (a PDF, a quick second click) is no error.
for (const name of ["pageswap", "pagereveal"]) {
  addEventListener(name, ({ viewTransition: fade }) => { for (const end of [fade?.ready, fade?.finished, fade?.updateCallbackDone]) end?.catch(() => {}); });
}

// Above a form each error is read with the name of its field.
for (const link of document.querySelectorAll(".form__summary a[href^='#f-']")) {
  const label = document.querySelector(`label[for="${CSS.escape(link.hash.slice(1))}"]`)?.firstChild?.textContent.trim();
  if (label) link.prepend(`${label}: `);
}
