// Hides the inputs a session's rule has no use for; what stands in them is kept.
(function () {
  const NEEDED = {
    weekday: (rule) => rule !== "single" && rule !== "by-agreement",
    interval: (rule) => rule === "interval",
    ordinal: (rule) => rule === "monthly",
    ends_on: (rule) => rule !== "single",
    start: (rule) => rule !== "by-agreement",
    end: (rule) => rule !== "by-agreement",
    pauses_in_school_holidays: (rule) => rule !== "single" && rule !== "by-agreement",
    pauses_on_public_holidays: (rule) => rule !== "single" && rule !== "by-agreement",
  };

  class SessionRule extends window.StimulusModule.Controller {
    connect() {
      this.show();
    }

    show() {
      const select = this.element.querySelector("select");
      const session = this.element.closest("[data-inline-panel-child]");
      if (!select || !session) return;
      for (const [field, needed] of Object.entries(NEEDED)) {
        const input = session.querySelector(`[name$='-${field}']`);
        const wrapper = input?.closest(".w-panel__wrapper");
        if (wrapper) wrapper.hidden = !needed(select.value) && !wrapper.querySelector("[aria-invalid]");
      }
    }
  }

  window.wagtail.app.register("session-rule", SessionRule);
})();
