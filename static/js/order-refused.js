// A text that found no product while the next one was already being typed waits below the entry line, so that it is neither
// lost nor in the way; a press puts it back into the line.
let texts = [];

export function refuse(text) { texts.push(text); }

/** Draws what waits below `entry`; the order's body is new after every line, so this runs after each swap. */
export function show(entry) {
  const host = entry?.closest("order-entry");
  if (!host) return;
  host.querySelector(".entry__failed")?.remove();
  if (!texts.length) return;
  const box = Object.assign(document.createElement("div"), { className: "entry__failed", role: "alert" });
  box.append(...texts.map((text, index) => {
    const again = Object.assign(document.createElement("button"), { type: "button", className: "button button--small late", textContent: text });
    again.addEventListener("click", () => {
      texts = texts.filter((_, other) => other !== index);
      entry.value = text;
      entry.focus();
      show(entry);
    });
    return again;
  }));
  host.append(box);
}
