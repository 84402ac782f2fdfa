// Opens the meaning of a club word beside it. Without scripts, or without popovers, the word is a link to the list.
(() => {
  "use strict";

  if (!("popover" in HTMLElement.prototype)) return;

  const GAP = 8;
  const WIDE = window.matchMedia("(min-width: 40rem)");
  let made = document.querySelectorAll(".term__word[aria-controls]").length;

  function wordButton(link, meaning) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.append(...link.childNodes);
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", meaning.id);
    // Natively: Escape and a tap elsewhere close it, and the focus goes back to the word.
    button.popoverTargetElement = meaning;
    return button;
  }

  // On a small screen it lies at the lower edge, by the style sheet alone.
  function place(meaning, button) {
    if (!WIDE.matches) {
      meaning.style.removeProperty("left");
      meaning.style.removeProperty("top");
      return;
    }
    const word = button.getBoundingClientRect();
    const box = meaning.getBoundingClientRect();
    const isRtl = getComputedStyle(button).direction === "rtl";
    const start = isRtl ? word.right - box.width : word.left;
    const below = word.bottom + GAP;
    const top = below + box.height > window.innerHeight ? Math.max(GAP, word.top - box.height - GAP) : below;
    meaning.style.setProperty("left", `${Math.max(GAP, Math.min(start, window.innerWidth - box.width - GAP))}px`);
    meaning.style.setProperty("top", `${top}px`);
  }

  function explain(term) {
    const link = term.querySelector("a.term__word");
    const meaning = term.querySelector(".term__meaning");
    if (!link || !meaning) return;
    made += 1;
    meaning.id = `meaning-${made}`;
    meaning.popover = "auto";
    meaning.tabIndex = -1;
    meaning.autofocus = true; // so that a screen reader reads it at once
    meaning.setAttribute("role", "dialog");
    meaning.setAttribute("aria-label", meaning.dataset.label);
    meaning.hidden = false;
    const button = wordButton(link, meaning);
    link.replaceWith(button);
    meaning.querySelector(".term__close").addEventListener("click", () => meaning.hidePopover());
    meaning.addEventListener("toggle", (event) => {
      const isOpen = event.newState === "open";
      button.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) place(meaning, button);
    });
    // A meaning left by the Tab key must not stay over what comes next.
    meaning.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !meaning.contains(event.relatedTarget)) meaning.hidePopover();
    });
  }

  function explainAll(root) {
    for (const term of root.querySelectorAll("[data-term]")) explain(term);
  }

  explainAll(document);
  // Parts of the page that came later.
  document.addEventListener("htmx:load", (event) => explainAll(event.target));
})();
