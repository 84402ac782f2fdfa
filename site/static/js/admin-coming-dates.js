// Shows what the sessions of the form come to while they are edited.
(function () {
  const WAIT = 600;
  const WATCHED = /^(sessions|exceptions)-/;

  class ComingDates extends window.StimulusModule.Controller {
    static targets = ["result"];
    static values = { url: String, failed: String };

    connect() {
      this.form = this.element.closest("form");
      this.changed = (event) => {
        if (WATCHED.test(event.target.name || "")) this.later();
      };
      this.form.addEventListener("input", this.changed);
      this.form.addEventListener("change", this.changed);
      // A row that is added or removed sends no event of its own.
      this.rows = new MutationObserver(() => this.later());
      this.form.querySelectorAll("[id$='-FORMS']").forEach((rows) => this.rows.observe(rows, { childList: true }));
      this.fetch();
    }

    disconnect() {
      this.form.removeEventListener("input", this.changed);
      this.form.removeEventListener("change", this.changed);
      this.rows.disconnect();
      clearTimeout(this.timer);
    }

    ask(event) {
      event.preventDefault();
      this.fetch();
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.fetch(), WAIT);
    }

    body() {
      const all = new FormData(this.form);
      const body = new FormData();
      for (const [name, value] of all) {
        if (WATCHED.test(name) || name === "csrfmiddlewaretoken") body.append(name, value);
      }
      return body;
    }

    async fetch() {
      const turn = (this.turn = (this.turn || 0) + 1);
      let html = null;
      try {
        const answer = await fetch(this.urlValue, {
          method: "POST",
          body: this.body(),
          headers: { "X-Requested-With": "XMLHttpRequest" },
          credentials: "same-origin",
        });
        if (answer.ok && !answer.redirected) html = await answer.text();
      } catch {
        // told below
      }
      if (turn !== this.turn) return; // a later question is on its way
      if (html === null) this.resultTarget.textContent = this.failedValue;
      else this.resultTarget.innerHTML = html;
    }
  }

  window.wagtail.app.register("coming-dates", ComingDates);
})();
