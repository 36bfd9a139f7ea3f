// .js-print prints the page; without JavaScript it is not shown, and the browser's own menu does it.
document.addEventListener("click", (event) => {
  if (event.target.closest?.(".js-print")) window.print();
});

// ?print=1 opens the print dialog by itself: a ticket that is asked for from a list needs no second key.
if (new URLSearchParams(location.search).get("print") === "1") addEventListener("load", () => window.print(), { once: true });
