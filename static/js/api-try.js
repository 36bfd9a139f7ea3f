// <api-try> on the API page: sends the request that its form describes with this browser's session and shows the answer
// as it came. Without JavaScript the page is for reading.
customElements.define("api-try", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.output = this.querySelector("output");
    this.hidden = false;
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
  }

  async send() {
    const given = new FormData(this.form);
    const { verb, path, csrf } = this.dataset;
    const headers = { Accept: "application/json" };
    const query = new URLSearchParams();
    let address = path;
    for (const [name, value] of given) {
      const [place, key] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
      if (place === "path") address = address.replace(`{${key}}`, encodeURIComponent(value));
      if (place === "query" && value) query.set(key, value);
      if (place === "header" && value) headers[key] = value;
    }
    const options = { method: verb, headers, credentials: "same-origin" };
    if (verb !== "GET") headers["X-CSRF-Token"] = csrf;
    if (given.has("body:")) {
      headers["Content-Type"] = "application/json";
      options.body = given.get("body:");
    }
    const url = query.size ? `${address}?${query}` : address;
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, options);
      const text = await answer.text();
      this.output.textContent = `${answer.status} ${answer.statusText}\n${[...answer.headers].filter(([name]) => /^(etag|location|content-type)$/.test(name)).map(([name, value]) => `${name}: ${value}`).join("\n")}\n\n${this.pretty(text)}`;
    } catch (error) {
      this.output.textContent = String(error);
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  pretty(text) {
    try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
  }
});
