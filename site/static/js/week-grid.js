// The week: arrow keys lead from cell to cell. Without this file every cell is reached by Tab.
(() => {
  "use strict";

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.(".week-grid tbody td");
    const step = STEPS[event.key];
    if (!cell || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    const isRtl = getComputedStyle(cell).direction === "rtl";
    const rows = [...cell.closest("tbody").rows];
    let row = rows.indexOf(cell.parentElement);
    let column = cell.cellIndex;
    event.preventDefault();
    for (;;) {
      row += step[0];
      column += isRtl ? -step[1] : step[1];
      const next = rows[row]?.cells[column];
      if (!next) return;
      const link = next.querySelector("a");
      if (link) return void link.focus();
    }
  });
})();
