// Where a person writes on Telegram: Start, the text box, commands, and the keyboard a bot may lay over it.

import { disclose, h } from "./dom.js";
import { writing } from "./writing.js";

export function composer(phone) {
  const words = phone.words;
  const slash = h("button", { type: "button", class: "round", "aria-label": words.commands, title: words.commands }, "/");
  const box = writing(phone, slash);
  const start = h("button", { type: "button", class: "start", onclick: () => phone.start() }, words.start);
  const commands = h("div", { class: "menu commands-menu", role: "group", "aria-label": words.commands });
  const keys = h("div", { class: "reply-keys", role: "group", lang: phone.language });
  const element = h("div", { class: "composer" }, commands, ...box.above, box.form, keys, start);
  const close = disclose(slash, commands);

  const show = (screen) => {
    const resting = !screen.started || screen.blocked;
    box.form.hidden = resting || screen.deactivated;
    start.hidden = !resting || screen.deactivated;
    start.title = screen.blocked ? words.blocked : "";
    slash.hidden = screen.commands.length === 0;
    commands.replaceChildren(...screen.commands.map((command) => commandRow(command, phone, close)));
    box.text.placeholder = screen.reply_keyboard?.input_field_placeholder || words.message;
    showReplyKeys(keys, screen.reply_keyboard?.keyboard ?? [], phone);
  };
  const rest = () => {
    box.form.hidden = start.hidden = keys.hidden = true;
  };
  rest();
  return { element, show, rest, edit: box.edit };
}

function commandRow(command, phone, close) {
  const press = () => {
    close();
    phone.say(`/${command.command}`);
  };
  return h("button", { type: "button", class: "menu-row", lang: phone.language, onclick: press },
    h("bdi", { class: "name", dir: "ltr" }, `/${command.command}`), h("span", { dir: "auto" }, command.description));
}

function showReplyKeys(place, rows, phone) {
  place.hidden = rows.length === 0;
  const drawn = rows.map((row, at) =>
    h("div", { class: "keys-row" }, ...row.map((key, column) =>
      h("button", { type: "button", class: "key", onclick: () => phone.act("key", { row: at, column }) }, h("span", { dir: "auto" }, key.text)))),
  );
  place.replaceChildren(...drawn);
}
