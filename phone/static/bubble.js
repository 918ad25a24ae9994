// One message as it stands in a chat of Telegram.

import { h, icon } from "./dom.js";
import { contactCard, document_, picture, placeCard, player, timeOf } from "./media.js";
import { link, richText } from "./rich.js";

// `phone` offers: language, words, tap(messageId, row, column), command(text), follow(url), edit(message).
export function bubble(message, phone, waiting) {
  const mine = !message.from.is_bot;
  const element = h("div", { class: `message ${mine ? "mine" : "theirs"}`, "data-id": message.message_id });
  const body = h("div", { class: message.sticker ? "bubble bare" : "bubble" }, ...parts(message, phone), foot(message, phone));
  if (mine && message.text) body.append(editButton(message, phone));
  element.append(body);
  if (message.reply_markup) element.append(keyboard(message, phone, waiting));
  return element;
}

function parts(message, phone) {
  const found = [];
  if (message.reply_to_message) found.push(quoted(message.reply_to_message, phone.words));
  for (const [kind, draw] of Object.entries(MEDIA)) if (message[kind]) found.push(draw(message[kind], phone, message.venue));
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  if (text) found.push(h("div", { class: "text", dir: "auto" }, richText(text, entities ?? [], phone)));
  return found;
}

const address = (file) => `api/files/${encodeURIComponent(file.file_unique_id)}`;

const MEDIA = {
  photo: (sizes, phone) => {
    const large = sizes.at(-1);
    return picture(address(large), phone.words.photo, { width: large.width, height: large.height });
  },
  sticker: (file, phone) => picture(address(file), `${phone.words.sticker} ${file.emoji ?? ""}`, { class: "sticker" }),
  voice: (file, phone) => player("audio", address(file), phone.words.voice),
  audio: (file, phone) => player("audio", address(file), file.title ?? file.file_name ?? phone.words.sound),
  video: (file, phone) => player("video", address(file), file.file_name ?? phone.words.video),
  document: (file) => document_(address(file), file.file_name, file.file_size),
  location: (place, phone, venue) => placeCard(place, phone.words.place, { name: venue?.title, address: venue?.address, accuracy: place.horizontal_accuracy }),
  contact: (contact) => contactCard(contact.first_name, contact.phone_number),
};

function quoted(original, words) {
  const kinds = { photo: words.photo, voice: words.voice, audio: words.sound, video: words.video, document: words.file, location: words.place, sticker: words.sticker };
  const kind = Object.keys(kinds).find((each) => original[each]);
  return h("div", { class: "quoted", dir: "auto" }, original.text ?? original.caption ?? kinds[kind] ?? "…");
}

function foot(message, phone) {
  const edited = message.edit_date ? `${phone.words.edited} ` : "";
  return h("div", { class: "foot" }, edited, timeOf(message.date, phone.language));
}

function editButton(message, phone) {
  const press = () => phone.edit(message);
  return h("button", { type: "button", class: "edit", "aria-label": phone.words.edit, onclick: press }, icon("edit"));
}

function keyboard(message, phone, waiting) {
  const rows = message.reply_markup.inline_keyboard.map((row, at) =>
    h("div", { class: "keys-row" }, ...row.map((button, column) => inlineButton(message, phone, waiting, button, at, column))),
  );
  return h("div", { class: "inline-keys" }, ...rows);
}

function inlineButton(message, phone, waiting, button, row, column) {
  const label = h("span", { dir: "auto" }, button.text);
  if (button.url) {
    return link(button.url, phone, { class: "key" }, label);
  }
  const busy = waiting.some((tap) => tap.message_id === message.message_id && tap.data === button.callback_data);
  const style = button.style ? ` key-${button.style}` : "";
  const press = () => phone.tap(message.message_id, row, column);
  return h("button", { type: "button", class: `key${style}`, "aria-busy": String(busy), onclick: press }, label);
}
