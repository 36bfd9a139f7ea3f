// The list of options under a field: which one the arrows are on, and whether it is open. Used by find-as-you-type.
let count = 0;

export class Listbox {
  constructor(input, choose) {
    this.input = input;
    this.box = Object.assign(document.createElement("div"), { className: "options", id: `options-${++count}`, role: "listbox", hidden: true });
    this.box.setAttribute("aria-label", input.labels?.[0]?.textContent ?? input.name);
    const marks = { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.box.id, "aria-expanded": "false", autocomplete: "off" };
    for (const [name, value] of Object.entries(marks)) input.setAttribute(name, value);
    this.box.addEventListener("mousedown", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
    input.addEventListener("blur", () => setTimeout(() => this.open(false), 150));
  }

  get options() { return [...this.box.querySelectorAll("[role=option]")]; }
  get active() { return this.box.hidden ? undefined : this.options.find((option) => option.ariaSelected === "true"); }
  get only() { return this.options.length === 1 ? this.options[0] : undefined; }

  fill(nodes) {
    this.box.replaceChildren(...nodes);
    this.options.forEach((option, index) => { option.id = `${this.box.id}-${index}`; option.ariaSelected = "false"; });
    this.open(document.activeElement === this.input && this.box.children.length > 0);
  }

  open(yes) {
    this.box.hidden = !yes;
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
}
