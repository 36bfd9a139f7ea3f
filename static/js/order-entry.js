// Order entry by keyboard. In <order-entry> Enter adds the line, an empty Enter goes on to the date; Enter in customer_text
// says who it is; everywhere else in the form Enter goes to the next field. Saving waits until all entries are answered.
// The listeners sit on the document: the form's body is replaced.
import { field, orderForm, pending, press } from "./order-queue.js";

customElements.define("order-entry", class extends HTMLElement {});

const take = (input) => { const text = input.value.trim(); input.value = ""; return text; };

function next(input) {
  const stops = [...orderForm().querySelectorAll("input:not([type=hidden]), select, textarea, button[data-submit=save]")].filter((e) => !e.disabled && e.tabIndex >= 0 && e.getClientRects().length);
  go(stops[stops.indexOf(input) + 1]);
}

// What stands in the next field is marked, so that typing takes its place.
function go(input) {
  input?.focus();
  if (input?.tagName === "INPUT") input.select();
}

function enter(event) {
  const input = event.target;
  if (event.defaultPrevented || event.isComposing || event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!orderForm() || input.form !== orderForm() || input.tagName !== "INPUT" || /^(submit|button|file)$/.test(input.type)) return;
  event.preventDefault();
  if (input.name === "entry") {
    const text = take(input);
    if (text) press("add", text);
    else go(field("requested_date") ?? input);
  } else if (input.name === "customer_text") {
    const known = field("customer_id")?.value || !input.value.trim();
    if (!known) press("find");
    field("entry")?.focus();
  } else next(input);
}

// A choice under the customer field is resolved by the server too: prices and usual products are that customer's.
function found(event) {
  if (event.target.closest("form") !== orderForm() || !orderForm()) return;
  press("find");
  field("entry")?.focus();
}

// The buttons that change lines go through the same queue; a choice for what was typed answers it.
function click(event) {
  const button = event.target.closest?.("button[formaction][name]");
  if (!button || button.form !== orderForm() || !orderForm() || "plain" in button.dataset) return;
  event.preventDefault();
  const entry = field("entry"), adds = button.name === "add";
  const answers = /usual|free/.test(button.name) && entry.value && entry.value === entry.defaultValue;
  const text = adds || answers ? take(entry) : "";
  if (!adds || text) press(button.name, adds ? text : "", button.value).then(() => answers && field("entry").focus());
}

async function save(event) {
  const form = orderForm();
  const by = event.submitter, joins = by?.name === "to";
  if (event.target !== form || !joins && by?.formAction && by.name && by.hasAttribute("formaction")) return;
  const text = field("entry")?.value.trim(), failed = form.querySelector(".entry__failed button");
  if (!text && !pending() && !failed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const same = joins ? `[name=to][value="${by.value}"]` : `[data-submit="${by?.dataset.submit ?? "save"}"]`;
  if (failed) return failed.focus(); // no order without what could not be found: it is put back into the line, or taken out there
  await (text ? press("add", take(field("entry"))) : pending());
  if (document.querySelector(".entry__failed") || field("entry")?.value.trim()) return field("entry").focus();
  const again = orderForm().querySelector(same);
  if (again || !joins) orderForm().requestSubmit(again ?? undefined);
}

// What could not be found stands in the line again: one goes on typing behind it.
document.addEventListener("focusin", ({ target }) => target.name === "entry" && target.form === orderForm() && target.setSelectionRange(target.value.length, target.value.length));
document.addEventListener("keydown", enter);
document.addEventListener("found", found);
document.addEventListener("click", click);
document.addEventListener("submit", save, true);
