// <find-as-you-type src="/customers/find"> around a text input and a hidden input (the id). The server answers ?q= with
// <div role="option" data-id data-text>…</div>. Enter acts on the text that is typed: an option counts only when the arrows
// chose it, or when it is the only one of the list for this very text, which is awaited. With the attribute `resolve` the
// form decides what a typed text means, but of several options that show Enter marks the first, and a second Enter takes it;
// data-href on an option opens a page. A further hidden input with data-also="point" takes the option's data-point.
import { later, load } from "./fragment.js";
import { Listbox } from "./listbox.js";

customElements.define("find-as-you-type", class extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input:not([type=hidden])");
    this.known = this.querySelector("input[type=hidden]");
    if (!this.input || this.list) return;
    this.list = new Listbox(this.input, (option) => this.choose(option));
    this.querySelector(".options")?.remove();
    this.append(this.list.box);
    const soon = later(() => this.ask(), 60);
    this.input.addEventListener("input", () => { if (this.known) this.known.value = ""; this.list.open(false); soon(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
  }

  address(text) {
    const src = this.getAttribute("src");
    return `${src}${src.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`;
  }

  /** Asks once for each text; whoever needs the list of the present text awaits the same promise. */
  ask() {
    const text = this.input.value.trim();
    if (this.text === text && this.asked) return this.asked;
    this.text = text;
    this.list.fill([]);
    this.asked = text.length < 2 ? Promise.resolve() : load(this.address(text))
      .then(({ page, response }) => { if (response.ok && this.text === text && this.input.value.trim() === text) this.list.fill(page.body.childNodes); })
      .catch(() => { this.asked = null; });
    return this.asked;
  }

  async key(event) {
    if (event.key === "Escape" && !this.list.box.hidden) { event.preventDefault(); return this.list.open(false); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); await this.ask(); return this.list.move(step); }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    const chosen = this.list.active;
    if (!chosen && this.is_open_question()) { event.preventDefault(); return this.list.move(1); }
    if (!chosen && (this.hasAttribute("resolve") || this.known?.value || !this.input.value.trim())) return this.list.open(false);
    event.preventDefault();
    if (!chosen) await this.ask();
    this.choose(chosen ?? this.list.only);
  }

  /** Several options show for what is typed, and none of them is called just that. */
  is_open_question() {
    const text = this.input.value.trim().toLowerCase();
    const { box, options } = this.list;
    return this.hasAttribute("resolve") && !box.hidden && this.text?.toLowerCase() === text && options.length > 1
      && !options.some((option) => option.dataset.text?.toLowerCase() === text);
  }

  choose(option) {
    if (!option) return;
    if (option.dataset.href) return location.assign(option.dataset.href);
    this.input.value = option.dataset.text ?? option.textContent.trim();
    this.text = this.input.value.trim();
    if (this.known) this.known.value = option.dataset.id ?? "";
    for (const also of this.querySelectorAll("input[data-also]")) also.value = option.dataset[also.dataset.also] ?? "";
    this.list.open(false);
    this.dispatchEvent(new CustomEvent("found", { bubbles: true, detail: option.dataset.id }));
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
