// Keys that act outside fields: every [data-key] link or button answers to its letter, / goes to the search, Escape leaves a
// field. Inside a form Ctrl+Enter saves and Ctrl+Shift+Enter presses [data-submit=again]. html[data-keys=off] silences letters.

const typing = (element) => element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const visible = (element) => element.getClientRects().length > 0 || element.closest("details:not([open])");

function submit(event) {
  const form = event.target.closest("form") ?? document.querySelector("form:has([data-submit])");
  if (!form) return;
  event.preventDefault();
  const again = event.shiftKey && form.querySelector("[data-submit=again]");
  const button = again || form.querySelector("[data-submit=save]");
  form.requestSubmit(button || undefined);
}

function letter(event) {
  const scope = document.querySelector("dialog[open]") ?? document;
  const key = event.key.toLowerCase();
  const meant = [...scope.querySelectorAll("[data-key]")].filter((element) => element.dataset.key === key && !element.disabled && visible(element));
  const target = meant.find((element) => element.closest("main, #flash")) ?? meant[0]; // the page's own keys come before the navigation's
  const search = key === "/" && document.querySelector("input[type=search]");
  if (target) target.click();
  else if (search && visible(search)) search.focus();
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submit(event);
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    else if (typing(event.target)) event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (typing(event.target) || document.documentElement.dataset.keys === "off") return;
  letter(event);
});

// A tap elsewhere closes the account menu.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// A second press of the same button must not send the form twice; the server's one-time key is what really guards it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
  form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), 5000); // a download leaves the page standing
});
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy"); });
