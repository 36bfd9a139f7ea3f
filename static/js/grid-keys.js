// In [data-grid=next] Enter goes to the next field that is typed into, so that a sheet is filled in from the number pad. A
// .grid-week behaves as a spreadsheet does: arrows and Enter move between cells, and cells copied from a spreadsheet fill
// the block that starts at the cell pasted into.

const cells = (grid) => [...grid.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input:not([type=hidden])")]).filter((row) => row.length);

function place(table, input) {
  const row = table.findIndex((line) => line.includes(input));
  return [row, row < 0 ? -1 : table[row].indexOf(input)];
}

function go(input) {
  if (!input) return false;
  input.focus();
  input.select();
  return true;
}

document.addEventListener("keydown", (event) => {
  const sheet = event.target.closest?.("[data-grid=next]");
  if (!sheet || event.target.tagName !== "INPUT" || event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey) return;
  const stops = cells(sheet).flat();
  go(stops[stops.indexOf(event.target) + (event.shiftKey ? -1 : 1)]);
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const grid = event.target.closest?.(".grid-week");
  if (!grid || event.target.tagName !== "INPUT" || event.ctrlKey || event.metaKey || event.altKey) return;
  const table = cells(grid);
  const [row, column] = place(table, event.target);
  if (row < 0) return;
  const { selectionStart: from, selectionEnd: to, value } = event.target;
  const whole = from === 0 && to === value.length;
  const moved =
    event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey) ? go(table[row + 1]?.[column]) :
    event.key === "ArrowUp" || event.key === "Enter" ? go(table[row - 1]?.[column]) :
    event.key === "ArrowRight" && (whole || from === value.length) ? go(table[row][column + 1]) :
    event.key === "ArrowLeft" && (whole || to === 0) ? go(table[row][column - 1]) : false;
  if (moved || event.key === "Enter") event.preventDefault();
});

document.addEventListener("paste", (event) => {
  const grid = event.target.closest?.(".grid-week");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!grid || event.target.tagName !== "INPUT" || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const table = cells(grid);
  const [row, column] = place(table, event.target);
  text.trimEnd().split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, right) => {
    const input = table[row + down]?.[column + right];
    if (!input || input.readOnly || input.disabled) return;
    input.value = value.trim();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }));
});
