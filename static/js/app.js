// The one script of every page. Each file upgrades markup that already works without it.
import "./keys.js";
import "./list-keys.js";
import "./grid-keys.js";
import "./swap.js";
import "./find-as-you-type.js";
import "./order-entry.js";
import "./live-total.js";
import "./live-updates.js";
import "./draft-keeper.js";
import "./theme.js";
import "./print-button.js";
import "./sign-here.js";

// A page change whose cross-fade is skipped (a PDF, a quick second click) is no error.
for (const name of ["pageswap", "pagereveal"]) {
  addEventListener(name, ({ viewTransition: fade }) => { for (const end of [fade?.ready, fade?.finished, fade?.updateCallbackDone]) end?.catch(() => {}); });
}
