// <live-updates src="/events/stream"> listens to the bakery. When something happened, the page is fetched again and every
// [data-live] with an id is replaced, except one in which somebody is typing. It also asks /health now and then, and shows
// [data-offline] while there is no answer: a page that only looks alive must say so.
import { later, load } from "./fragment.js";

const banner = (lost) => { for (const line of document.querySelectorAll("[data-offline]")) line.hidden = !lost; };

// Somebody is typing there, or has typed what was not sent.
const busy = (old) => (old.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"))
  || [...old.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);

// What was unfolded stays so.
function keepOpen(old, fresh) {
  const folds = [...fresh.querySelectorAll("details")];
  [...old.querySelectorAll("details")].forEach((fold, at) => { if (fold.open && folds[at]) folds[at].open = true; });
}

async function refresh() {
  const live = [...document.querySelectorAll("[data-live][id]")];
  if (!live.length || document.hidden) return;
  const { page, response } = await load(location.href, { cache: "no-store", headers: { "X-Fragment": "live" } });
  if (!response.ok || response.redirected) return;
  for (const old of live) {
    const fresh = page.getElementById(old.id);
    if (fresh) keepOpen(old, fresh);
    if (!fresh || busy(old) || fresh.isEqualNode(old)) continue;
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
    const soon = later(() => refresh().catch(() => banner(true)), 300);
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
