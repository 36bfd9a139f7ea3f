// <draft-keeper name="order-new"> keeps the enclosing form in this browser while it is being filled in, and offers it back
// when the form comes up untouched: after a lost sign-in, a closed tab, a power cut, a dead server. The page that follows a
// successful save says so in #flash (or carries [data-saved-draft="order-new"]), and the draft goes. With `action` the draft is
// posted there, so that the server can rebuild rows that the form does not have. The record's version is always the page's own.
import { later } from "./fragment.js";

const PRIVATE = /^(_csrf|key|version|password|pin)$/;
const SENT = "hornada-draft-sent";
const slot = (name) => `hornada-draft-${name}`;
const made = (tag, given) => Object.assign(document.createElement(tag), given);

for (const mark of document.querySelectorAll("[data-saved-draft]")) localStorage.removeItem(slot(mark.dataset.savedDraft));

// What was sent from the page before is done with once a page says so; a form with errors, or the login, says nothing.
const sent = sessionStorage.getItem(SENT);
if (sent && document.querySelector("#flash [role=status]") && !document.querySelector("[aria-invalid=true]")) localStorage.removeItem(sent);
sessionStorage.removeItem(SENT);

customElements.define("draft-keeper", class extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    if (!form || this.slot) return;
    this.slot = slot(this.getAttribute("name"));
    const keep = () => { if (form.isConnected) localStorage.setItem(this.slot, JSON.stringify(this.read(form))); };
    const soon = later(keep, 250);
    form.addEventListener("input", soon);
    form.addEventListener("submit", () => { keep(); sessionStorage.setItem(SENT, this.slot); });
    form.addEventListener("leaving", keep);
    const stored = JSON.parse(localStorage.getItem(this.slot) ?? "null");
    const untouched = JSON.stringify(this.read(form));
    if (stored?.some(([, value]) => value) && JSON.stringify(stored) !== untouched && !form.querySelector(this.getAttribute("action") === "/orders/new/line" ? "[aria-invalid=true], [name^=line-]" : "[aria-invalid=true]")) this.offer(form, stored);
  }

  read(form) {
    return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !PRIVATE.test(name) && form.elements.namedItem(name)?.type !== "password");
  }

  offer(form, stored) {
    const note = made("div", { className: "note" });
    const actions = made("div", { className: "actions" });
    const restore = made("button", { type: "button", className: "button button--small", textContent: this.dataset.restore });
    const discard = made("button", { type: "button", className: "button button--small button--quiet", textContent: this.dataset.discard });
    restore.addEventListener("click", () => { this.replaceChildren(); this.restore(form, stored); });
    discard.addEventListener("click", () => { this.replaceChildren(); localStorage.removeItem(this.slot); });
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
    carrier.submit();
  }
});
