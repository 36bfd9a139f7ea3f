// <find-as-you-type src="/customers/find"> around a text input and a hidden input (the id). The server answers ?q= with
// <div role="option" data-id data-text>…</div>. Enter acts on the text that is typed: an option counts only when the arrows
// chose it, or when it is the only one of the list for this very text, which is awaited. With the attribute `resolve` the
// form decides what a typed text means; data-href on an option opens a page.
import { later, load } from "./fragment.js";

let count = 0;

customElements.define("find-as-you-type", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input:not([type=hidden])");
    this.id_field = this.querySelector("input[type=hidden]");
    if (!this.input || this.querySelector(".options")) return;
    this.list = Object.assign(document.createElement("div"), { className: "options", id: `options-${++count}`, role: "listbox", hidden: true });
    this.list.setAttribute("aria-label", this.input.labels?.[0]?.textContent ?? this.input.name);
    this.append(this.list);
    const marks = { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false", autocomplete: "off" };
    for (const [name, value] of Object.entries(marks)) this.input.setAttribute(name, value);
    const soon = later(() => this.ask(), 60);
    this.input.addEventListener("input", () => { if (this.id_field) this.id_field.value = ""; this.open(false); soon(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.open(false), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }
  get active() { return this.list.hidden ? undefined : this.options.find((option) => option.ariaSelected === "true"); }

  /** Asks once for each text; whoever needs the list of the present text awaits the same promise. */
  ask() {
    const text = this.input.value.trim();
    if (this.text === text && this.asked) return this.asked;
    this.text = text;
    this.list.replaceChildren();
    this.asked = text.length < 2 ? Promise.resolve() : load(`${this.getAttribute("src")}?q=${encodeURIComponent(text)}`)
      .then(({ page, response }) => { if (response.ok && this.text === text && this.input.value.trim() === text) this.show(page); })
      .catch(() => { this.asked = null; });
    return this.asked;
  }

  show(page) {
    this.list.replaceChildren(...page.body.childNodes);
    this.options.forEach((option, index) => { option.id = `${this.list.id}-${index}`; option.ariaSelected = "false"; });
    this.open(document.activeElement === this.input && this.list.children.length > 0);
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
    if (yes) return;
    for (const option of this.options) option.ariaSelected = "false";
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const all = this.options;
    if (!all.length) return;
    const at = all.indexOf(this.active);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
    this.open(true);
    for (const option of all) option.ariaSelected = String(option === next);
    this.input.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }

  async key(event) {
    if (event.key === "Escape" && !this.list.hidden) { event.preventDefault(); return this.open(false); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); await this.ask(); return this.move(step); }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    const chosen = this.active;
    if (!chosen && (this.hasAttribute("resolve") || this.id_field?.value || !this.input.value.trim())) return this.open(false);
    event.preventDefault();
    if (!chosen) await this.ask();
    this.choose(chosen ?? (this.options.length === 1 ? this.options[0] : null));
  }

  choose(option) {
    if (!option) return;
    if (option.dataset.href) return location.assign(option.dataset.href);
    this.input.value = option.dataset.text ?? option.textContent.trim();
    this.text = this.input.value.trim();
    if (this.id_field) this.id_field.value = option.dataset.id ?? "";
    this.open(false);
    this.dispatchEvent(new CustomEvent("found", { bubbles: true, detail: option.dataset.id }));
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
