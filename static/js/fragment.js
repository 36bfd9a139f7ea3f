// What the other files share: post a form, parse the page that comes back, put one element of it in place.

/** The form's fields as they would be sent; `extra` overrides. Files need multipart, everything else is urlencoded. */
export function fields(form, extra = {}) {
  const data = new FormData(form);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
}

/** Fetches a page and returns { page, response }. A fragment asks the server to leave out what surrounds the answer. */
export async function load(url, options = {}) {
  const response = await fetch(url, { credentials: "same-origin", ...options, headers: { "X-Fragment": "1", ...options.headers } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, response };
}

/** Replaces the element `selector` by its namesake in `page`; focus and caret stay in the field of the same name or id. */
export function place(selector, page) {
  const old = document.querySelector(selector);
  const fresh = page.querySelector(selector);
  if (!old || !fresh) return null;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const caret = focused && "selectionStart" in focused ? focused.selectionStart : null;
  const node = document.importNode(fresh, true);
  old.replaceWith(node);
  const again = focused && find(node, focused);
  if (again) {
    again.focus({ preventScroll: true });
    if (caret !== null && again.setSelectionRange) try { again.setSelectionRange(caret, caret); } catch { /* not a text field */ }
  }
  return node;
}

function find(root, was) {
  if (was.id) return root.querySelector("#" + CSS.escape(was.id));
  return was.name ? root.querySelector(`[name="${CSS.escape(was.name)}"]`) : null;
}

/** Calls `act` once things have been quiet for `pause` milliseconds. */
export function later(act, pause) {
  let timer;
  return (...args) => { clearTimeout(timer); timer = setTimeout(() => act(...args), pause); };
}
