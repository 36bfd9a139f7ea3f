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
