// J and K, or the arrows, move through [data-row]; Enter then opens the row's link because the link has the focus.

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length);

function handle(row) {
  const link = row.querySelector("a[href], button");
  if (!link) row.tabIndex = -1;
  return link ?? row;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog") || document.documentElement.dataset.keys === "off") return;
  const inside = event.target.closest("[data-row]");
  const step = { j: 1, k: -1, ...(inside && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
  if (!step) return;
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(inside);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  event.preventDefault();
  handle(all[next]).focus();
  all[next].scrollIntoView({ block: "nearest" });
});
