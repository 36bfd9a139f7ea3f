// form[data-swap="#id"] is sent by fetch and only #id of the page that comes back is put in place; with data-auto also
// while one types. Without JavaScript the same form loads the same page.
import { fields, later, load, place } from "./fragment.js";

const latest = new WeakMap();

const top = (part) => document.querySelector(part)?.getBoundingClientRect().top ?? 0;

async function send(form, submitter) {
  const turn = (latest.get(form) ?? 0) + 1;
  latest.set(form, turn);
  const data = fields(form, submitter?.name ? { [submitter.name]: submitter.value } : {});
  const url = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, location.href);
  const get = form.method !== "post";
  if (get) url.search = data;
  form.setAttribute("aria-busy", "true");
  try {
    const { page, response } = await load(url, { ...(get ? {} : { method: "POST", body: data }), headers: {} });
    if (latest.get(form) !== turn) return;
    const stood = top(form.dataset.swap);
    if (!place(form.dataset.swap, page)) return leave(form, submitter, response);
    place("#flash", page);
    // What is said above pushes nothing away from under the finger.
    scrollBy({ top: top(form.dataset.swap) - stood, behavior: "instant" });
    if (get) history.replaceState(null, "", url);
  } catch {
    document.dispatchEvent(new Event("connection-lost"));
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** The answer is another page: go there, or send the form the plain way so that the server can say what is wrong. */
function leave(form, submitter, response) {
  if (form.method !== "post" || response.redirected) return location.assign(response.url);
  form.removeAttribute("data-swap");
  form.removeAttribute("aria-busy"); // it is not under way any more: the guard against a second press must let it go
  form.requestSubmit(submitter ?? undefined);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.swap || form.enctype === "multipart/form-data") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  send(form, event.submitter);
}, true);

const soon = later((form) => send(form), 120);
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.swap && "auto" in form.dataset) soon(form);
});
