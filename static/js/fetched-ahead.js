// The browser may fetch a page as a finger goes down on its link (speculation-rules.json) and keeps it for minutes. One that is
// gone to only later, for the finger was scrolling, is asked for again: a list of an hour that is over must not be shown. So is
// one of which nobody here knows when it was fetched (a link opened in a new tab); what was loaded anew is never asked for again.
const SLOT = "hornada-ahead";
const OLD = 2_000;

const ahead = JSON.parse(sessionStorage.getItem(SLOT) ?? "{}");
sessionStorage.removeItem(SLOT);
const [arrival] = performance.getEntriesByType("navigation");
const isFetchedAhead = arrival?.deliveryType === "navigational-prefetch" && arrival.type !== "reload";
if (isFetchedAhead && !(Date.now() - ahead[location.href] <= OLD)) location.reload();

const begun = {};
addEventListener("pointerdown", ({ target }) => {
  const link = target.closest?.("a[href]");
  if (!link || begun[link.href]) return;
  begun[link.href] = Date.now();
  sessionStorage.setItem(SLOT, JSON.stringify(begun));
}, true);
