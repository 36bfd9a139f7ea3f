// <draft-keeper name="order-new"> keeps the enclosing form in this browser while it is being filled in, and offers it back
// when the form comes up untouched: after a lost sign-in, a closed tab, a power cut. The page that follows a successful save
// carries [data-saved-draft="order-new"], and the draft goes. With `action` the draft is posted there, so that the server
// can rebuild rows that an empty form does not have.
import { later } from "./fragment.js";

const PRIVATE = /^(_csrf|key|password|pin)$/;
const slot = (name) => `hornada-draft-${name}`;
const made = (tag, given) => Object.assign(document.createElement(tag), given);

for (const mark of document.querySelectorAll("[data-saved-draft]")) localStorage.removeItem(slot(mark.dataset.savedDraft));

customElements.define("draft-keeper", class extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    if (!form || this.slot) return;
    this.slot = slot(this.getAttribute("name"));
    const keep = () => { if (form.isConnected) localStorage.setItem(this.slot, JSON.stringify(this.read(form))); };
    const soon = later(keep, 250);
    form.addEventListener("input", soon);
    form.addEventListener("submit", keep);
    form.addEventListener("leaving", keep);
    const stored = JSON.parse(localStorage.getItem(this.slot) ?? "null");
    const untouched = JSON.stringify(this.read(form));
    if (stored?.some(([, value]) => value) && JSON.stringify(stored) !== untouched && !form.querySelector("[aria-invalid=true], [name^=line-]")) this.offer(form, stored);
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
    for (const [name, value] of stored) {
      const field = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
      for (const input of field) {
        if (input.type === "checkbox" || input.type === "radio") input.checked ||= input.value === value;
        else input.value = value;
      }
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
