// Where the person writes: Start, the text box, attachments, commands, and the keyboard a bot may lay over it.

import { attachments } from "./attachments.js";
import { disclose, h, icon } from "./dom.js";

export function composer(phone) {
  const words = phone.words;
  const parts = {
    text: h("textarea", { rows: "1", dir: "auto", lang: phone.language, maxlength: "4096", placeholder: words.message, "aria-label": words.message }),
    slash: h("button", { type: "button", class: "round", "aria-label": words.commands, title: words.commands }, "/"),
    clip: h("button", { type: "button", class: "round", "aria-label": words.attach, title: words.attach }, icon("attach")),
    send: h("button", { type: "submit", class: "round send", "aria-label": words.send, title: words.send }, icon("send")),
    start: h("button", { type: "button", class: "start", onclick: phone.start }, words.start),
    commands: h("div", { class: "menu commands-menu", role: "group", "aria-label": words.commands }),
    attach: h("div", { class: "menu attach-menu", role: "group", "aria-label": words.attach }),
    recording: h("div", { class: "recording", role: "group", "aria-label": words.recording, hidden: true }),
    keys: h("div", { class: "reply-keys", role: "group", lang: phone.language }),
    editing: h("p", { class: "editing", hidden: true }),
  };
  const form = h("form", { class: "writing" }, parts.slash, parts.clip, parts.text, parts.send);
  const element = h("div", { class: "composer" }, parts.commands, parts.attach, parts.editing, parts.recording, form, parts.keys, parts.start);
  const closeCommands = disclose(parts.slash, parts.commands);
  const closeAttach = disclose(parts.clip, parts.attach);
  let edited = null;

  const edit = (message) => {
    edited = message;
    parts.editing.hidden = !message;
    if (!message) return;
    const stop = h("button", { type: "button", class: "round", "aria-label": "Cancel", lang: "en", onclick: () => finish() }, icon("close"));
    parts.editing.replaceChildren(icon("edit"), h("span", { dir: "auto" }, message.text), stop);
    parts.text.value = message.text;
    parts.text.focus();
  };
  const finish = () => {
    parts.text.value = "";
    grow(parts.text);
    edit(null);
  };
  // What was written so far goes along with a file, below it.
  const caption = () => (edited ? "" : parts.text.value.trim());
  parts.attach.append(...attachments(phone, { close: closeAttach, caption, done: finish, bar: parts.recording }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = parts.text.value;
    if (!text.trim()) return;
    const done = edited ? phone.act("edit", { message_id: edited.message_id, text }) : phone.say(text);
    if (await done) finish();
  });
  parts.text.addEventListener("input", () => grow(parts.text));
  parts.text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  const show = (screen) => {
    const resting = !screen.started || screen.blocked;
    form.hidden = resting || screen.deactivated;
    parts.start.hidden = !resting || screen.deactivated;
    parts.start.title = screen.blocked ? words.blocked : "";
    parts.slash.hidden = screen.commands.length === 0;
    parts.commands.replaceChildren(...screen.commands.map((command) => commandRow(command, phone, closeCommands)));
    showReplyKeys(parts, screen.reply_keyboard, phone);
  };
  const rest = () => {
    form.hidden = parts.start.hidden = parts.keys.hidden = true;
  };
  rest();
  return { element, show, rest, edit };
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 140)}px`;
}

function commandRow(command, phone, close) {
  const press = () => {
    close();
    phone.say(`/${command.command}`);
  };
  return h("button", { type: "button", class: "menu-row", lang: phone.language, onclick: press },
    h("bdi", { class: "name", dir: "ltr" }, `/${command.command}`), h("span", { dir: "auto" }, command.description));
}

function showReplyKeys(parts, markup, phone) {
  const rows = markup?.keyboard ?? [];
  parts.keys.hidden = rows.length === 0;
  parts.text.placeholder = markup?.input_field_placeholder || phone.words.message;
  const drawn = rows.map((row, at) =>
    h("div", { class: "keys-row" }, ...row.map((key, column) =>
      h("button", { type: "button", class: "key", onclick: () => phone.act("key", { row: at, column }) }, h("span", { dir: "auto" }, key.text)))),
  );
  parts.keys.replaceChildren(...drawn);
}
