// The page: all phones beside each other, one at a time where the screen is narrow.

import { showClock } from "./clock.js";
import { listen } from "./feed.js";
import { People } from "./people.js";
import { TelegramPhone } from "./telegram.js";
import { WhatsAppPhone } from "./whatsapp.js";
import { cost } from "./whatsapp_tools.js";

const people = new People(document.getElementById("phones"), document.getElementById("switch"));
const trouble = document.getElementById("trouble");
// phone/?start=CODE is what a deep link opens in the demo: every Start button then sends that code.
const payload = new URLSearchParams(location.search).get("start") ?? "";

const make = {
  telegram: (person) => new TelegramPhone(person, () => payload),
  whatsapp: (person) => new WhatsAppPhone(person, () => payload),
};
const known = {}; // channel -> what its versions count: they start afresh with another bot, server or time

function hear(overview) {
  update("telegram", overview.phones, overview.source);
  if (!overview.whatsapp) return;
  const { phones, numbers, source, offset } = overview.whatsapp;
  update("whatsapp", phones, `${source} ${offset}`);
  for (const person of phones) people.get(`whatsapp-${person.id}`).offer(numbers);
  showCost(numbers);
}

function update(channel, persons, source) {
  const startedAfresh = known[channel] !== source;
  known[channel] = source;
  for (const person of persons) {
    const phone = people.get(`${channel}-${person.id}`) ?? people.add(make[channel](person));
    if (startedAfresh || phone.version !== person.version || phone.expectant) phone.refresh();
  }
}

function showCost(numbers) {
  const all = {};
  for (const { spent } of numbers) for (const [name, count] of Object.entries(spent)) all[name] = (all[name] ?? 0) + count;
  const place = document.getElementById("cost");
  place.hidden = false;
  place.lastElementChild.textContent = cost(all);
}

function lost(isLost) {
  trouble.hidden = !isLost;
  trouble.textContent = isLost ? "The connection is gone. Trying again…" : "";
}

const dialog = document.getElementById("new-phone");
document.getElementById("add").addEventListener("click", () => {
  dialog.querySelector("fieldset").hidden = !known.whatsapp;
  dialog.showModal();
});
dialog.addEventListener("close", async () => {
  const form = dialog.querySelector("form");
  if (dialog.returnValue === "add") await add(Object.fromEntries(new FormData(form)));
  dialog.returnValue = "";
  form.reset();
});

// On one channel, or on both as the phones of one person.
async function add({ channel, ...fields }) {
  const first = channel === "whatsapp" ? {} : await post("api/phones", fields);
  if (channel !== "telegram") await post("api/whatsapp/phones", first.id ? { ...fields, telegram: first.id } : fields);
}

async function post(address, fields) {
  const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) });
  return answer.json();
}

showClock(document.getElementById("clock"));
listen(hear, lost);
