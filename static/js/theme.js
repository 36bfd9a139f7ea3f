// The appearance changes at once; the form that says so is posted behind it, and without JavaScript in front of it.
import { fields } from "./fragment.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[name=theme]");
  if (!button?.form) return;
  event.preventDefault();
  if (button.value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = button.value;
  for (const other of button.form.querySelectorAll("button[name=theme]")) other.setAttribute("aria-pressed", String(other === button));
  fetch(button.form.action, { method: "POST", body: fields(button.form, { theme: button.value }), redirect: "manual" }).catch(() => {});
});
