// What can go wrong on a phone with WhatsApp, at the press of a button, and what the bot's messages cost by class.

import { disclose, h } from "./dom.js";
import { act as press, checkbox, label, toolsButton } from "./tools.js";

const LATE_SECONDS = 3;
const TOGETHER = 3;
const HOURS = 25;
const FAULTS = [
  ["Window closed 131047", { code: 131047 }],
  ["Too fast here 131056", { code: 131056 }],
  ["Too fast in all 130429", { code: 130429 }],
  ["Unreachable 131026", { code: 131026 }],
  ["Server error 503", { status: 503 }],
  ["Taken, never answered", { hang: 30 }],
];

export function toolsPanel(phone) {
  const name = `${phone.person.first_name} on ${phone.channel.name}`;
  const button = toolsButton(`What can go wrong for ${name}`);
  const toggle = () => {
    const found = press("", () => phone.act(found.dataset.act));
    return found;
  };
  const fault = async (fields) => {
    await phone.ask("faults", { to: phone.id, call: "messages", ...fields });
    await phone.refresh();
  };
  const parts = {
    later: press(`Let ${HOURS} hours pass`, () => phone.act("later", { hours: HOURS })),
    block: toggle(),
    hide: toggle(),
    change: press("Change number", () => phone.act("change_number")),
    marketing: toggle(),
    reads: checkbox("Chat open: messages are read", (on) => phone.act(on ? "open" : "leave")),
    offline: checkbox("The phone is offline", (on) => phone.act(on ? "offline" : "online")),
    twice: checkbox("Everything twice", (on) => phone.act("disorder", { twice: on })),
    late: checkbox(`${LATE_SECONDS} seconds late`, (on) => phone.act("disorder", { delay: on ? LATE_SECONDS : 0 })),
    swap: checkbox("Next two swapped", (on) => phone.act("disorder", { swaps: on ? 1 : 0 })),
    batch: checkbox(`${TOGETHER} in one batch`, (on) => phone.act("disorder", { batch: on ? TOGETHER : 0 })),
    planned: h("p", { class: "planned", "aria-live": "polite" }),
    numbers: h("select", { onchange: () => phone.chatWith(parts.numbers.value) }),
    cost: h("p", { class: "cost" }),
  };
  parts.later.classList.add("wide");
  const ours = h("label", { class: "check", hidden: true }, "Writes to our number", parts.numbers);
  const offer = (numbers) => {
    ours.hidden = numbers.length < 2;
    if (parts.numbers.length === numbers.length) return;
    parts.numbers.replaceChildren(...numbers.map((each) => h("option", { value: each.id }, each.display_phone_number)));
  };
  const head = (text) => h("p", { class: "tools-head" }, text);
  const panel = h("section", { class: "tools", "aria-label": `What can go wrong for ${name}` },
    parts.cost, ours,
    h("div", { class: "row" }, parts.later, parts.block, parts.hide, parts.change, parts.marketing),
    parts.reads.label, parts.offline.label,
    head("What the bot is told arrives"),
    h("div", { class: "checks" }, parts.twice.label, parts.late.label, parts.swap.label, parts.batch.label),
    head("The bot's next message to this phone"),
    h("div", { class: "row" }, ...FAULTS.map(([text, fields]) => press(text, () => fault(fields)))),
    parts.planned);
  disclose(button, panel);
  return { button, panel, offer, show: (screen) => show(screen, parts, button) };
}

// Gives the number of faults that are planned.
function show(screen, parts, button) {
  const { disorder } = screen;
  label(parts.block, screen.blocked, ["block", "Block us"], ["unblock", "Unblock us"]);
  label(parts.hide, screen.person.hidden, ["hide_number", "Username only"], ["show_number", "Show the number"]);
  label(parts.marketing, !screen.marketing, ["stop_marketing", "Stop marketing"], ["resume_marketing", "Allow marketing"]);
  parts.reads.box.checked = screen.open;
  parts.offline.box.checked = Boolean(screen.offline);
  parts.twice.box.checked = disorder.twice;
  parts.late.box.checked = disorder.delay > 0;
  parts.swap.box.checked = disorder.swaps > 0;
  parts.batch.box.checked = disorder.batch > 1;
  const waiting = screen.faults.filter((each) => each.to === screen.person.id).length;
  parts.planned.textContent = waiting ? `${waiting} planned` : "";
  parts.cost.textContent = cost(byClass(screen.messages));
  button.classList.toggle("active", waiting > 0 || disorder.twice || disorder.delay > 0 || disorder.swaps > 0 || disorder.batch > 1);
  return waiting;
}

function byClass(messages) {
  const found = {};
  for (const { category } of messages) if (category) found[category] = (found[category] ?? 0) + 1;
  return found;
}

// "12 messages: 9 service, 3 utility"
export function cost(classes) {
  const total = Object.values(classes).reduce((sum, each) => sum + each, 0);
  const parts = Object.entries(classes).map(([name, count]) => `${count} ${name}`);
  return total ? `${total} ${total === 1 ? "message" : "messages"} to pay: ${parts.join(", ")}` : "nothing to pay yet";
}
