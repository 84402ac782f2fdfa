// Lets a running autosave end before the form is sent: otherwise a new page would be made twice.
(function () {
  const LONGEST = 8000; // then the form is sent all the same
  let busy = false;
  let held = null;
  let timer;

  function send() {
    clearTimeout(timer);
    busy = false;
    if (!held) return;
    const { form, button } = held;
    held = null;
    if (button?.name) {
      // The button may be disabled by now, and would then not be sent.
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
    }
    form.requestSubmit();
  }

  document.addEventListener("w-autosave:save", () => {
    busy = true;
  });
  ["success", "error", "deactivated"].forEach((end) => document.addEventListener(`w-autosave:${end}`, send));

  document.addEventListener(
    "submit",
    (event) => {
      if (!busy || !event.target.matches("[data-edit-form]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held = { form: event.target, button: event.submitter && { name: event.submitter.name, value: event.submitter.value } };
      timer = setTimeout(send, LONGEST);
    },
    true,
  );
})();
