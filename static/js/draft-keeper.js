// <draft-keeper name="order-new"> keeps the enclosing form in this browser while it is being filled in, and offers it back to
// the same person when the form comes up untouched: after a lost sign-in, a closed tab, a power cut, a dead server. The name
// says whose form it is (the record, the customer). The page that follows a successful save says so in #flash (or carries
// [data-saved-draft="order-new"]), and the draft goes. With `action` the draft is posted there, so that the server can rebuild
// rows that the form does not have. A draft goes in under the version that it was typed over: who saved since is not undone.
import { later } from "./fragment.js";

const PRIVATE = /^(_csrf|password|pin)$/;
const SENT = "hornada-draft-sent";
const ALL = "hornada-draft-";
const slot = (name) => `${ALL}${document.documentElement.dataset.user ?? ""}-${name}`;
const drawer = (name) => JSON.parse(localStorage.getItem(name) ?? "null");
const made = (tag, given) => Object.assign(document.createElement(tag), given);

for (const mark of document.querySelectorAll("[data-saved-draft]")) localStorage.removeItem(slot(mark.dataset.savedDraft));

// What was sent from the page before is done with once a page says so; a form with errors, or the login, says nothing.
let sent = sessionStorage.getItem(SENT);
if (sent && document.querySelector("#flash [role=status]") && !document.querySelector("[aria-invalid=true]")) {
  localStorage.removeItem(sent);
  sent = null;
}
sessionStorage.removeItem(SENT);

// What waited for the sign-in is the draft of the same form.
document.querySelector("form[data-kept]")?.addEventListener("submit", ({ target }) => {
  const key = target.elements.namedItem("_key")?.value;
  const isIts = (name) => name.startsWith(ALL) && drawer(name)?.some(([field, value]) => field === "_key" && value === key);
  const held = key && Object.keys(localStorage).find(isIts);
  if (held) sessionStorage.setItem(SENT, held);
});

customElements.define("draft-keeper", class extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    if (!form || this.place) return;
    this.place = slot(this.getAttribute("name"));
    this.stored = drawer(this.place);
    const untouched = this.typed(form, this.read(form));
    const isOffered = this.stored && this.typed(form, this.stored) !== untouched && !form.querySelector(this.getAttribute("action") === "/orders/new/line" ? "[aria-invalid=true], [name^=line-]" : "[aria-invalid=true]");
    const isAnswer = sent === this.place && !isOffered;
    let hasWritten = false;
    const keep = () => {
      if (!form.isConnected) return false;
      const now = this.read(form);
      const isTouched = isAnswer || this.typed(form, now) !== untouched;
      if (isTouched) this.write(now);
      else if (hasWritten) this.write(this.stored); // what was typed is deleted again
      hasWritten = isTouched;
      return isTouched;
    };
    form.addEventListener("input", later(keep, 250));
    form.addEventListener("submit", () => { if (keep()) sessionStorage.setItem(SENT, this.place); });
    form.addEventListener("leaving", keep);
    if (isOffered) this.offer(form, this.stored);
  }

  write(pairs) {
    if (pairs) localStorage.setItem(this.place, JSON.stringify(pairs));
    else localStorage.removeItem(this.place);
  }

  read(form) {
    return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !PRIVATE.test(name) && form.elements.namedItem(name)?.type !== "password");
  }

  /** What somebody can have typed of it: neither keys and versions nor empty fields. */
  typed(form, pairs) {
    return JSON.stringify(pairs.filter(([name, value]) => value && !/^_key$|version/.test(name) && form.elements.namedItem(name)?.type !== "hidden"));
  }

  offer(form, stored) {
    const note = made("div", { className: "note" });
    const actions = made("div", { className: "actions" });
    const restore = made("button", { type: "button", className: "button button--small", textContent: this.dataset.restore });
    const discard = made("button", { type: "button", className: "button button--small button--quiet", textContent: this.dataset.discard });
    restore.addEventListener("click", () => { this.replaceChildren(); this.restore(form, stored); });
    discard.addEventListener("click", () => { this.replaceChildren(); this.write(this.stored = null); });
    actions.append(restore, discard);
    note.append(made("p", { textContent: this.dataset.offer }), actions);
    this.replaceChildren(note);
  }

  restore(form, stored) {
    if (this.getAttribute("action")) return this.post(form, stored);
    const seen = new Map();
    for (const [name, value] of stored) {
      const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
      const choices = fields.filter((input) => input.type === "checkbox" || input.type === "radio");
      for (const input of choices) input.checked ||= input.value === value;
      const place = seen.get(name) ?? 0;
      seen.set(name, place + 1);
      const typed = fields.filter((input) => !choices.includes(input))[place];
      if (typed) typed.value = value;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  post(form, stored) {
    const fresh = [...new FormData(form)].filter(([name]) => PRIVATE.test(name));
    const carrier = made("form", { method: "post", action: this.getAttribute("action"), hidden: true });
    carrier.append(...[...stored, ...fresh].map(([name, value]) => made("input", { type: "hidden", name, value })));
    document.body.append(carrier);
    sessionStorage.setItem(SENT, this.place);
    carrier.submit();
  }
});
