// <sign-here> draws with finger or pen and keeps the strokes as path data, in thousandths of the box's width, in the hidden
// input inside it. Without JavaScript it stays hidden: a signature is never needed.
const NS = "http://www.w3.org/2000/svg";

customElements.define("sign-here", class extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.input = this.querySelector("input");
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", "0 0 1000 250");
    svg.setAttribute("class", "sign");
    this.path = document.createElementNS(NS, "path");
    this.path.setAttribute("d", this.input.value);
    svg.append(this.path);
    const clear = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: this.dataset.clear });
    clear.addEventListener("click", () => this.keep(""));
    this.append(svg, clear);
    const point = (event) => {
      const box = svg.getBoundingClientRect();
      const inside = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
      return `${inside(((event.clientX - box.left) / box.width) * 1000, 1000)} ${inside(((event.clientY - box.top) / box.height) * 250, 250)}`;
    };
    svg.addEventListener("pointerdown", (event) => {
      svg.setPointerCapture(event.pointerId);
      this.keep(`${this.input.value}M${point(event)}`);
    });
    svg.addEventListener("pointermove", (event) => {
      if (svg.hasPointerCapture(event.pointerId)) this.keep(`${this.input.value}L${point(event)}`);
    });
  }

  keep(strokes) {
    this.input.value = strokes;
    this.path.setAttribute("d", strokes);
  }
});
