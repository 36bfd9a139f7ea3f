// The queue behind order entry: presses of the form's own buttons, posted one after the other, each answer swapped into
// #order-body. The text leaves the field when Enter is pressed, and fields changed while a request is under way keep their
// new value after the swap, so nothing typed is lost, doubled or taken for something else.
import { fields, load } from "./fragment.js";
import { refuse, show } from "./order-refused.js";

const BODY = "#order-body";
const queue = [];
let running = null;

export const orderForm = () => document.querySelector("form:has(order-entry)");
export const field = (name) => orderForm()?.elements.namedItem(name);
const button = (name) => orderForm()?.querySelector(`button[name="${name}"]`);

/** Queues one press of the button `name`; `entry` is what the entry line said. Resolves when the queue is empty. */
export function press(name, entry = "", value = "1") {
  queue.push({ name, value, entry });
  running ??= run().finally(() => { running = null; });
  return running;
}

/** The running queue, or null when all that was entered has been answered. */
export const pending = () => running;

async function run() {
  while (queue.length) {
    const job = queue.shift();
    const form = orderForm();
    const before = snapshot(form);
    before.delete("entry"); // what stands in the entry now belongs to the next line, and was never sent
    const body = fields(form, { entry: job.entry, [job.name]: job.value });
    form.setAttribute("aria-busy", "true");
    try {
      const { page, response } = await load(button(job.name)?.getAttribute("formaction") ?? "/orders/new/line", { method: "POST", body });
      if (page.querySelector(BODY)) swap(page.querySelector(BODY), before, job);
      else if (response.status < 500) return leave(job);
      else throw new Error(response.status);
    } catch {
      for (const lost of [job, ...queue.splice(0)]) back(lost.entry);
      document.dispatchEvent(new Event("connection-lost"));
    } finally {
      orderForm()?.removeAttribute("aria-busy");
    }
  }
}

/** Another page came back (signed out, most likely): press the button the plain way, so that the server takes over. */
function leave(job) {
  const form = orderForm();
  form.removeAttribute("aria-busy");
  field("entry").value = job.entry;
  form.dispatchEvent(new CustomEvent("leaving"));
  form.requestSubmit(button(job.name) ?? undefined);
}

function back(text) {
  if (!field("entry").value.trim()) field("entry").value = text;
  else if (text) refuse(text);
  show(field("entry"));
}

const snapshot = (form) => new Map([...form.elements].filter((e) => e.name && !/^(hidden|submit|button|radio)$/.test(e.type)).map((e) => [e.name, e.type === "checkbox" ? e.checked : e.value]));

function swap(fresh, before, job) {
  const kept = [...snapshot(orderForm())].filter(([name, value]) => before.get(name) !== value && !(job.name === "remove" && name.startsWith("line-")));
  const old = document.querySelector(BODY);
  const was = old.contains(document.activeElement) ? document.activeElement : null;
  const caret = was?.selectionStart ?? null;
  const whole = caret === 0 && was.value && was.selectionEnd === was.value.length;
  old.replaceWith(document.importNode(fresh, true));
  const bounced = field("entry")?.value.trim();
  for (const [name, value] of kept) {
    const target = field(name);
    if (target?.type === "checkbox") target.checked = value;
    else if (target && "value" in target && !(name === "entry" && !value)) target.value = value;
  }
  if (bounced && bounced !== field("entry").value.trim()) refuse(bounced);
  show(field("entry"));
  if (was) focus(was, caret, job, whole);
}

function focus(was, caret, job, whole) {
  const unresolved = job.name === "find" && !queue.length && !field("entry")?.value && field("customer_id") && !field("customer_id").value;
  const target = unresolved ? field("customer_text") : (was.id && document.getElementById(was.id)) || (was.name && field(was.name)) || field("entry");
  target?.focus?.({ preventScroll: true });
  if (unresolved) target.select();
  if (caret !== null && target?.name === was.name) try { whole ? target.select() : target.setSelectionRange(caret, caret); } catch { /* not a text field */ }
}
