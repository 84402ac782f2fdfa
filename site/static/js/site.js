// Makes pages quicker; every page works without it.
(() => {
  "use strict";

  // The language chosen is the one to start with next time.
  for (const link of document.querySelectorAll("[data-language]")) {
    link.addEventListener("click", () => {
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `language=${link.dataset.language}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    });
  }

  // Windows over the page: Escape, the cross or a tap beside one closes it.
  for (const link of document.querySelectorAll("[data-dialog]")) {
    link.addEventListener("click", (event) => {
      const dialog = document.getElementById(link.hash.slice(1));
      if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialog.showModal();
    });
  }
  for (const dialog of document.querySelectorAll("dialog.dialog")) {
    dialog.addEventListener("click", (event) => {
      const box = dialog.getBoundingClientRect();
      const isBeside =
        event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
      const closes = event.target.closest("[data-close]") || (event.target === dialog && isBeside);
      // Opened by its address, it is closed by another address.
      if (!closes || !dialog.open) return;
      event.preventDefault();
      dialog.close();
    });
  }

  // The week: arrow keys lead from cell to cell.
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
