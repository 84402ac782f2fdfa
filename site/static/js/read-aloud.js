// Reads a page aloud with the device's own voices, each part in the language it is written in.
(() => {
  "use strict";

  const speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance) return;

  const LONGEST = 180; // letters at a time: some browsers fall silent in the middle of a long text
  const BLOCKS = "p, li, dt, dd, h1, h2, h3, h4, figcaption, blockquote, th, td, summary";
  const SILENT =
    "[data-read-aloud], [hidden], [aria-hidden=true], [popover], .term__meaning, .not-read, script, style, svg, form, nav";

  const languageOf = (element) => (element.closest("[lang]")?.lang || "da").toLowerCase();
  const primary = (tag) => tag.toLowerCase().split(/[-_]/)[0];

  function voiceOf(language) {
    // Only a voice on the device: others send the text to their maker.
    return speech.getVoices().find((voice) => voice.localService && primary(voice.lang) === primary(language));
  }

  // The text as [{language, block, text}]: a part ends where the language or the block changes.
  function partsOf(targets) {
    const parts = [];
    for (const target of targets) {
      const walker = document.createTreeWalker(target, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
        if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
        const isHidden = node.checkVisibility && !node.checkVisibility();
        return isHidden || node.matches(SILENT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
      });
      while (walker.nextNode()) add(parts, walker.currentNode);
    }
    return parts.filter((part) => /[\p{L}\p{N}]/u.test(part.text));
  }

  function add(parts, node) {
    const text = node.data.replace(/\s+/g, " ");
    if (!text.trim()) {
      if (parts.length) parts.at(-1).text += " ";
      return;
    }
    const element = node.parentElement;
    const language = languageOf(element);
    const block = element.closest(BLOCKS) || element;
    const last = parts.at(-1);
    if (last && last.language === language && last.block === block) last.text += text;
    else parts.push({ language, block, text });
  }

  function pieces(text) {
    const found = [];
    for (const sentence of text.trim().match(/[^.!?؟]+[.!?؟]*(?:\s+|$)|\S+/g) || []) {
      const isRoom = found.length && found.at(-1).length + sentence.length <= LONGEST;
      if (isRoom) found[found.length - 1] += sentence;
      else found.push(sentence);
    }
    return found.map((piece) => piece.trim()).filter(Boolean);
  }

  // The language most of the text is in: without a voice for it there is nothing to offer.
  function mainLanguage(parts) {
    const letters = {};
    for (const part of parts) letters[primary(part.language)] = (letters[primary(part.language)] || 0) + part.text.length;
    return Object.keys(letters).sort((one, other) => letters[other] - letters[one])[0];
  }

  let stopCurrent = () => {};

  function set(box) {
    const [read, stop] = [box.querySelector("[data-read]"), box.querySelector("[data-stop]")];
    const targets = () => document.querySelectorAll(box.dataset.readAloud);
    let marked = null;
    let run = 0;

    function mark(block) {
      marked?.classList.remove("is-read-now");
      marked = block;
      marked?.classList.add("is-read-now");
    }

    function finish() {
      run += 1;
      mark(null);
      read.setAttribute("aria-pressed", "false");
      // Focus must not vanish with the button it is on.
      if (document.activeElement === stop) read.focus();
      stop.hidden = true;
    }

    function halt() {
      finish();
      speech.cancel();
    }

    function speak() {
      stopCurrent();
      speech.cancel();
      const queue = partsOf(targets()).flatMap((part) => pieces(part.text).map((text) => ({ ...part, text })));
      const spoken = queue.filter((part) => voiceOf(part.language));
      if (!spoken.length) return;
      run += 1;
      const own = run;
      spoken.forEach((part, index) => {
        const utterance = new SpeechSynthesisUtterance(part.text);
        utterance.lang = part.language;
        utterance.voice = voiceOf(part.language);
        utterance.rate = 0.95;
        utterance.onstart = () => own === run && mark(part.block);
        utterance.onend = () => own === run && index === spoken.length - 1 && finish();
        utterance.onerror = () => own === run && finish();
        speech.speak(utterance);
      });
      stopCurrent = halt;
      read.setAttribute("aria-pressed", "true");
      stop.hidden = false;
    }

    read.addEventListener("click", () => (read.getAttribute("aria-pressed") === "true" ? halt() : speak()));
    stop.addEventListener("click", halt);
    return () => {
      const language = mainLanguage(partsOf(targets()));
      box.hidden = !language || !voiceOf(language);
    };
  }

  const offers = [...document.querySelectorAll("[data-read-aloud]")].map(set);
  const offer = () => offers.forEach((each) => each());
  offer();
  // Voices come in their own time.
  speech.addEventListener?.("voiceschanged", offer);
  window.addEventListener("pagehide", () => stopCurrent());
})();
