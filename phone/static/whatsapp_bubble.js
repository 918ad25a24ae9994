// One message as it stands in a chat of WhatsApp: a card with its words, what can be answered, and ticks.

import { h, icon } from "./dom.js";
import { contactCard, document_, picture, placeCard, player, timeOf } from "./media.js";
import { spoken } from "./whatsapp_sheet.js";
import { whatsappText } from "./whatsapp_text.js";

// `phone` offers: id, language, words, tap(id, index), open(message), edit(message), react(id, emoji), follow(url).
// Besides what the control API tells, a message has: quotes (what it answers) and reaction.
export function card(message, phone) {
  const lost = !message.mine && message.state === "failed";
  const element = h("div", { class: `message ${message.mine ? "mine" : "theirs"} ${lost ? "lost" : ""}`, "data-id": message.id });
  const body = h("div", { class: message.type === "sticker" ? "bubble bare" : "bubble" }, ...content(message, phone), foot(message, phone), ...answers(message, phone));
  if (message.mine && message.type === "text") body.append(side("edit", phone.words.edit, () => phone.edit(message)));
  if (!message.mine && !lost) body.append(side("like", phone.words.like, () => phone.react(message.id, "👍")));
  element.append(body, ...remarks(message));
  return element;
}

function content(message, phone) {
  const text = (name, words) => (words ? h("div", { class: name, dir: "auto" }, whatsappText(words, phone)) : null);
  return [quoted(message, phone.words), text("card-header", message.header), media(message, phone), text("text", message.text), text("card-footer", message.footer)];
}

function quoted(message, words) {
  if (!message.quotes) return null;
  const { text, type } = message.quotes;
  return h("div", { class: "quoted", dir: "auto" }, text || (NAMES[type] ? words[NAMES[type]] : "…"));
}

const NAMES = { image: "photo", voice: "voice", audio: "sound", video: "video", document: "file", location: "place", sticker: "sticker", contacts: "contact" };

function media(message, phone) {
  const { media: file, location, contact, type } = message;
  const label = phone.words[NAMES[file?.voice ? "voice" : type]];
  if (location) return placeCard(location, phone.words.place, location);
  if (contact) return contactCard(contact.name, contact.phone);
  if (!file) return null;
  const source = `${phone.channel.api}files/${encodeURIComponent(file.id)}`;
  const kind = file.mime_type.split("/")[0];
  if (type === "sticker") return picture(source, label, { class: "sticker" });
  if (kind === "image" && type !== "document") return picture(source, label ?? phone.words.photo);
  if (kind === "audio" || kind === "video") return player(kind, source, file.filename ?? label);
  return document_(source, file.filename ?? phone.words.file, file.size);
}

function answers(message, phone) {
  const answer = (symbol, title, press, more = {}) =>
    h("button", { type: "button", class: "answer", onclick: press, ...more }, icon(symbol), h("span", { dir: "auto" }, title));
  const buttons = message.buttons.map((button, index) => answer("reply", button.title, () => phone.tap(message.id, index)));
  const list = message.list && answer("list", message.list.button, () => phone.open(message), { class: "answer open-list", "aria-haspopup": "dialog", "aria-label": spoken(message.list.button, phone.words) });
  const all = [...buttons, ...(list ? [list] : [])];
  return all.length ? [h("div", { class: "answers" }, ...all)] : [];
}

function foot(message, phone) {
  const edited = message.edited ? `${phone.words.edited} ` : "";
  return h("div", { class: "foot" }, edited, timeOf(message.date, phone.language), message.mine ? ticks(message.state, phone.words) : null);
}

// One tick: sent. Two: delivered. Two in colour: read.
function ticks(state, words) {
  const label = words[state] ?? state;
  return h("span", { class: `ticks ticks-${state}`, role: "img", "aria-label": label, title: label }, icon(state === "sent" ? "sent" : "delivered"));
}

function side(symbol, label, press) {
  return h("button", { type: "button", class: "edit", "aria-label": label, title: label, onclick: press }, icon(symbol));
}

// What the person does not see: the stage speaks English.
function remarks(message) {
  const reaction = message.reaction ? h("span", { class: "reaction" }, message.reaction) : null;
  const told = [
    message.template && `template ${message.template}`,
    message.state === "failed" && `did not arrive${message.error ? ` (${message.error})` : ""}`,
  ].filter(Boolean);
  const remark = told.length ? h("p", { class: "remark", lang: "en", dir: "ltr" }, told.join(" · ")) : null;
  return [reaction, remark].filter(Boolean);
}
