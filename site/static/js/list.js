// Puts offers on the list without leaving the page; without it the same buttons send the same form.
(() => {
  "use strict";

  const link = document.querySelector("[data-my-list]");
  const said = document.querySelector("[data-my-list-status]");

  // Asked as an attribute: `form.action` is the button of that name.
  const change = async (form, button) => {
    const body = new URLSearchParams(new FormData(form));
    body.set("action", button.value);
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  const show = (form, { html, count, status }) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    const fresh = box.content.querySelector("form");
    const hadFocus = form.contains(document.activeElement);
    if (form.id) fresh.id = form.id;
    form.replaceWith(fresh);
    // Other controls of the same offer on this page say the same.
    for (const other of document.querySelectorAll("[data-list-control]")) {
      if (other !== fresh && other.elements.offer.value === fresh.elements.offer.value) {
        const twin = fresh.cloneNode(true);
        twin.id = other.id;
        other.replaceWith(twin);
      }
    }
    if (hadFocus) fresh.querySelector("button").focus();
    const number = link && link.querySelector("[data-my-list-count]");
    if (number) number.textContent = count ? ` (${count})` : "";
    if (said) said.textContent = status;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-list-control]") || form.dataset.sending) return;
    event.preventDefault();
    const button = event.submitter || form.querySelector("button");
    form.dataset.sending = "true";
    try {
      show(form, await change(form, button));
    } catch {
      // Sent as a form would have been, so that the browser says what is wrong.
      const action = document.createElement("input");
      action.type = "hidden";
      action.name = "action";
      action.value = button.value;
      form.append(action);
      form.submit();
    }
  });
})();
