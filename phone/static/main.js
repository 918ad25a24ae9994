// The page: all phones beside each other, one at a time where the screen is narrow.

import { showClock } from "./clock.js";
import { h } from "./dom.js";
import { listen } from "./feed.js";
import { PhoneView } from "./phone.js";

const place = document.getElementById("phones");
const switcher = document.getElementById("switch");
const trouble = document.getElementById("trouble");
const phones = new Map();
// phone/?start=CODE is what a deep link opens in the demo: every Start button then sends that code.
const payload = new URLSearchParams(location.search).get("start") ?? "";
let source; // what the versions count: they start afresh with another bot or server

function hear(overview) {
  const startedAfresh = source !== overview.source;
  source = overview.source;
  for (const person of overview.phones) {
    const view = phones.get(person.id) ?? addView(person);
    if (startedAfresh || view.version !== person.version) view.refresh();
  }
}

function addView(person) {
  const view = new PhoneView(person, () => payload);
  phones.set(person.id, view);
  place.append(view.element);
  const pick = h("button", { type: "button", "data-id": person.id, onclick: () => choose(person.id) }, h("bdi", {}, person.first_name));
  switcher.append(pick);
  if (phones.size === 1) choose(person.id);
  return view;
}

// Which phone a narrow screen shows.
function choose(id) {
  for (const [known, view] of phones) view.element.classList.toggle("current", known === id);
  for (const button of switcher.children) button.setAttribute("aria-pressed", String(button.dataset.id === String(id)));
  phones.get(id).stayAtEnd();
}

function lost(isLost) {
  trouble.hidden = !isLost;
  trouble.textContent = isLost ? "The connection is gone. Trying again…" : "";
}

const dialog = document.getElementById("new-phone");
document.getElementById("add").addEventListener("click", () => dialog.showModal());
dialog.addEventListener("close", async () => {
  const form = dialog.querySelector("form");
  if (dialog.returnValue === "add") {
    const fields = Object.fromEntries(new FormData(form));
    await fetch("api/phones", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) });
  }
  dialog.returnValue = "";
  form.reset();
});

showClock(document.getElementById("clock"));
listen(hear, lost);
