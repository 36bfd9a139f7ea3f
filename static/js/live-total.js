// <live-total src="/orders/quote"> shows what the server makes of the enclosing form while it is being filled in. The
// server's own code reckons; only the newest answer is shown, and a lost connection leaves the last one standing.
import { fields, later, load } from "./fragment.js";

customElements.define("live-total", class extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form") ?? document.getElementById(this.getAttribute("form"));
    if (!this.form) return;
    this.setAttribute("aria-live", "polite");
    this.soon = later(() => this.ask(), 150);
    this.form.addEventListener("input", this.soon);
    this.form.addEventListener("change", this.soon);
  }

  disconnectedCallback() {
    this.form?.removeEventListener("input", this.soon);
    this.form?.removeEventListener("change", this.soon);
    this.under_way?.abort();
  }

  async ask() {
    if (!this.isConnected) return;
    this.under_way?.abort();
    this.under_way = new AbortController();
    try {
      const { page, response } = await load(this.getAttribute("src"), { method: "POST", body: fields(this.form), signal: this.under_way.signal });
      if (response.ok && !response.redirected) this.replaceChildren(...(page.querySelector("live-total") ?? page.body).childNodes);
    } catch { /* aborted or offline: what is shown stays */ }
  }
});
