// <live-updates src="/events/stream"> listens to the bakery. When something happened, the page is fetched again and every
// [data-live] with an id is replaced, except one in which somebody is typing; of a [data-live=rows] then only the rows in
// which nobody is. It also asks /health now and then, and shows [data-offline] while there is no answer: a page that only
// looks alive must say so.
import { load } from "./fragment.js";

/** Things that happen close together make one look, and however many happen, it is not put off longer than this. */
const PAUSE = 250;

const banner = (lost) => { for (const line of document.querySelectorAll("[data-offline]")) line.hidden = !lost; };

// A choice stands at its first option where none is marked.
const chosen = (list) => list.selectedIndex !== Math.max([...list.options].findIndex((option) => option.defaultSelected), 0);
const typed = (field) => (field.matches("select") ? chosen(field) : field.value !== field.defaultValue || field.checked !== field.defaultChecked);

// Somebody is typing there, or has typed what was not sent.
const busy = (old) => (old.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"))
  || [...old.querySelectorAll("input:not([type=hidden]), textarea, select")].some(typed);

// What was sent and came back as wrong stands in the fields as if the page had been made with it.
const refused = (old) => old.querySelector("[aria-invalid=true], .field__error") !== null;

// What was unfolded stays so.
function keepOpen(old, fresh) {
  const folds = [...fresh.querySelectorAll("details")];
  [...old.querySelectorAll("details")].forEach((fold, at) => { if (fold.open && folds[at]) folds[at].open = true; });
}

const sign = (row) => row.id || row.querySelector("a[href]")?.getAttribute("href") || row.querySelector("form[action]")?.getAttribute("action") || row.querySelector("[name]")?.name;

/** Replaces the rows that nobody is typing in, as long as there are the same ones in the same order. */
function rows(old, fresh) {
  const [was, is] = [old, fresh].map((part) => [...part.querySelectorAll("tr")]);
  if (was.length !== is.length || was.some((row, at) => sign(row) !== sign(is[at]))) return;
  was.forEach((row, at) => { if (!busy(row) && !row.contains(document.activeElement) && !row.isEqualNode(is[at])) row.replaceWith(document.importNode(is[at], true)); });
}

async function refresh() {
  const live = [...document.querySelectorAll("[data-live][id]")];
  // A page that came back with what was refused stands still: all that was typed stands in it as if it had been made so.
  if (!live.length || document.hidden || document.querySelector("live-updates[data-refused]")) return;
  const { page, response } = await load(location.href, { cache: "no-store", headers: { "X-Fragment": "live" } });
  if (!response.ok || response.redirected) return;
  for (const old of live) {
    const fresh = page.getElementById(old.id);
    if (fresh) keepOpen(old, fresh);
    if (!fresh || fresh.isEqualNode(old) || refused(old)) continue;
    if (busy(old)) {
      if (old.dataset.live === "rows") rows(old, fresh);
      continue;
    }
    const at = [...old.querySelectorAll("a, button")].indexOf(document.activeElement);
    const node = document.importNode(fresh, true);
    old.replaceWith(node);
    if (at >= 0) node.querySelectorAll("a, button")[at]?.focus({ preventScroll: true });
  }
}

async function ping() {
  if (document.hidden) return;
  const answer = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(5000) }).catch(() => null);
  banner(!answer?.ok);
}

customElements.define("live-updates", class extends HTMLElement {
  connectedCallback() {
    const src = this.getAttribute("src");
    let timer;
    let again = false;
    const look = async () => {
      again = false;
      await refresh().catch(() => banner(true));
      timer = again ? setTimeout(look, PAUSE) : undefined;
    };
    const soon = () => {
      again = timer !== undefined;
      timer ??= setTimeout(look, PAUSE);
    };
    this.clock = setInterval(ping, 10_000);
    // Over plain HTTP a browser has six connections to a host: a tab that nobody looks at gives its own back.
    this.deaf = () => { this.source?.close(); this.source = null; };
    this.listen = () => {
      if (!src || this.source || document.hidden) return;
      this.source = new EventSource(src);
      this.source.onmessage = soon;
      this.source.onopen = () => banner(false);
    };
    this.visible = () => {
      if (document.hidden) return this.deaf();
      ping();
      this.listen();
      soon();
    };
    document.addEventListener("visibilitychange", this.visible);
    addEventListener("pagehide", this.deaf);
    addEventListener("pageshow", this.listen);
    this.listen();
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    document.removeEventListener("visibilitychange", this.visible);
    removeEventListener("pagehide", this.deaf);
    removeEventListener("pageshow", this.listen);
    this.deaf();
  }
});

document.addEventListener("connection-lost", () => banner(true));
