// What can go wrong on a phone with Telegram, at the press of a button.

import { disclose, h, icon } from "./dom.js";

const LATE_SECONDS = 3;

export function toolsPanel(phone) {
  const name = phone.person.first_name;
  const button = toolsButton(`What can go wrong for ${name}`);
  const fault = async (fields) => {
    await phone.ask("faults", { chat_id: phone.id, ...fields });
    await phone.refresh();
  };
  const block = act("", () => phone.act(block.dataset.act));
  const gone = act("", () => phone.act(gone.dataset.act));
  const twice = checkbox("Deliver every message twice", (on) => phone.act("disorder", { twice: on }));
  const late = checkbox(`Deliver ${LATE_SECONDS} seconds late`, (on) => phone.act("disorder", { delay: on ? LATE_SECONDS : 0 }));
  const swap = checkbox("Swap the next two messages", (on) => phone.act("disorder", { swaps: on ? 1 : 0 }));
  const planned = h("p", { class: "planned", "aria-live": "polite" });
  const panel = h("section", { class: "tools", "aria-label": `What can go wrong for ${name}` },
    h("div", { class: "row" }, block, gone), twice.label, late.label, swap.label,
    h("p", { class: "tools-head" }, "The bot's next message to this phone"),
    h("div", { class: "row" },
      act("Too many requests (429)", () => fault({ status: 429, retry_after: 5 })),
      act("Server error (502)", () => fault({ status: 502 })),
      act("Never answered", () => fault({ hang: 30 })),
      act("Line cut", () => fault({ drop: true }))),
    planned);
  disclose(button, panel);

  // Gives the number of faults that are planned.
  const show = (screen) => {
    label(block, screen.blocked, ["block", "Block the bot"], ["unblock", "Unblock the bot"]);
    label(gone, screen.deactivated, ["deactivate", "Delete the account"], ["reactivate", "Restore the account"]);
    twice.box.checked = screen.disorder.twice;
    late.box.checked = screen.disorder.delay > 0;
    swap.box.checked = screen.disorder.swaps > 0;
    const waiting = screen.faults.filter((each) => each.chat_id === phone.id).length;
    planned.textContent = waiting ? `${waiting} planned` : "";
    button.classList.toggle("active", waiting > 0 || screen.disorder.twice || screen.disorder.delay > 0 || screen.disorder.swaps > 0);
    return waiting;
  };
  return { button, panel, show };
}

export const toolsButton = (name) => h("button", { type: "button", class: "round", "aria-label": name, title: "What can go wrong" }, icon("tools"));

export const act = (label, press) => h("button", { type: "button", class: "plain", onclick: press }, label);

export function label(button, on, [act, text], [undo, undoText]) {
  button.dataset.act = on ? undo : act;
  button.textContent = on ? undoText : text;
}

export function checkbox(text, change) {
  const box = h("input", { type: "checkbox" });
  box.addEventListener("change", () => change(box.checked));
  return { box, label: h("label", { class: "check" }, box, text) };
}
