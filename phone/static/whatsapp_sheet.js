// The sheet that a list message opens over the chat: sections, rows, what each row means. A tap on a row answers.

import { h, icon } from "./dom.js";

export function sheet(phone) {
  const element = h("div", { class: "sheet-cover", hidden: true });
  let opened = null;

  const close = () => {
    if (!opened) return;
    element.hidden = true;
    phone.scene.inert = phone.composer.element.inert = false;
    phone.log.querySelector(`[data-id="${CSS.escape(opened.id)}"] .open-list`)?.focus();
    opened = null;
  };
  const open = (message) => {
    opened = message;
    element.replaceChildren(panel(phone, message, close));
    element.hidden = false;
    phone.scene.inert = phone.composer.element.inert = true;
    element.querySelector("button").focus();
  };
  // A message that is gone takes its sheet along.
  const keep = (messages) => opened && !messages.some((message) => message.id === opened.id) && close();
  element.addEventListener("click", (event) => event.target === element && close());
  element.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return { element, open, keep };
}

// What a screen reader can say of the button: some are only a sign.
export const spoken = (label, words) => (/\p{L}/u.test(label) ? label : words.choose);

function panel(phone, message, close) {
  const name = `sheet-${phone.key}`;
  const shut = h("button", { type: "button", class: "round", "aria-label": phone.words.close, title: phone.words.close, onclick: close }, icon("close"));
  const choose = (row) => {
    close();
    phone.choose(message.id, row.id);
  };
  return h("div", { class: "sheet", role: "dialog", "aria-labelledby": name },
    h("header", { class: "sheet-head" }, h("h4", { id: name, dir: "auto" }, spoken(message.list.button, phone.words)), shut),
    h("div", { class: "sheet-rows" }, ...message.list.sections.map((section) => part(section, choose))));
}

function part(section, choose) {
  const title = section.title ? h("h5", { dir: "auto" }, section.title) : null;
  return h("section", {}, title, ...section.rows.map((row) =>
    h("button", { type: "button", class: "sheet-row", onclick: () => choose(row) },
      h("span", { class: "row-title", dir: "auto" }, row.title),
      row.description ? h("span", { class: "row-more", dir: "auto" }, row.description) : null)));
}
