// One telephone: the caption with the stage directions, and the device in the person's language.
// What a channel has of its own is in telegram.js and whatsapp.js, which extend this.

import { h, icon } from "./dom.js";
import { directionOf, languageName, spokenBy, wordsFor } from "./words.js";

const NEAR_THE_END = 80;

export class Phone {
  // `channel` is { id: "telegram", name: "Telegram", api: "api/" }, the address of its control API.
  constructor(person, channel) {
    this.id = person.id;
    this.person = person;
    this.channel = channel;
    this.key = `${channel.id}-${person.id}`;
    this.language = person.language_code;
    this.words = wordsFor(this.language);
    this.shown = new Map(); // message id -> { key, element }
    this.version = null;
    this.expectant = false; // a planned fault is used up without a new version
    this.build();
    this.watchScrolling();
  }

  build() {
    const code = this.language;
    this.log = h("div", { class: "log", role: "log", tabindex: "0", lang: code, "aria-label": `Messages of ${this.person.first_name} on ${this.channel.name}` });
    this.botName = h("bdi", { lang: code }, "…");
    this.status = h("p", { class: "status", "aria-live": "polite" });
    this.toast = h("div", { class: "toast", role: "status", lang: code, dir: "auto", hidden: true });
    this.scene = h("div", { class: "scene" }, this.log, this.toast);
    this.composer = this.makeComposer();
    this.device = h("div", { class: "device", dir: directionOf(code), lang: spokenBy(code) },
      h("header", { class: "chat-head" }, h("span", { class: "bot-mark", "aria-hidden": "true" }, icon("pilot")),
        h("div", { class: "who" }, h("h3", {}, this.botName), this.status)),
      this.scene, this.composer.element);
    this.tools = this.makeTools();
    this.element = h("article", { class: `phone ${this.channel.id}`, "data-key": this.key, "aria-labelledby": `name-${this.key} channel-${this.key}` },
      this.caption(), this.tools.panel, this.device);
  }

  caption() {
    const name = h("h2", { id: `name-${this.key}`, title: this.person.first_name }, h("bdi", {}, this.person.first_name));
    const mark = h("span", { class: `avatar hue-${hue(this.person.first_name)}`, "aria-hidden": "true" }, this.person.first_name.slice(0, 1));
    this.state = h("p", { class: "state" }, languageName(this.language));
    const channel = h("span", { class: "channel", id: `channel-${this.key}` }, this.channel.name);
    return h("header", { class: "caption" }, mark, h("div", { class: "who" }, h("div", { class: "name" }, name, channel), this.state), this.tools.button);
  }

  // Asks the control API. Fields become JSON, a FormData goes as it is.
  ask(address, fields = {}) {
    const form = fields instanceof FormData;
    return fetch(this.channel.api + address, {
      method: "POST",
      headers: form ? {} : { "Content-Type": "application/json" },
      body: form ? fields : JSON.stringify(fields),
    });
  }

  // Acts for the person. Shows what the phone shows afterwards.
  async act(name, fields = {}) {
    const answer = await this.ask(`phones/${this.id}/${name}`, fields);
    const told = await answer.json();
    if (answer.ok) this.show(told);
    else this.tell(told.error);
    return answer.ok;
  }

  say = (text) => this.act("text", { text });

  address() {
    return `phones/${this.id}`;
  }

  async refresh() {
    const answer = await fetch(this.channel.api + this.address());
    const told = await answer.json();
    if (answer.ok) this.show(told);
    else this.waitForBot();
  }

  waitForBot() {
    this.status.textContent = "\u2066waiting for the bot to connect…\u2069"; // English, also where the phone reads from right to left
    this.composer.rest();
  }

  show(screen) {
    const same = screen.bot.source === this.bot?.source;
    if (same && screen.version < this.version) return; // overtaken by a newer answer
    this.bot = screen.bot;
    this.version = screen.version;
    this.botName.textContent = screen.bot.first_name;
    this.state.textContent = this.state.title = [languageName(this.language), ...this.troubles(screen)].filter(Boolean).join(" · ");
    this.element.classList.toggle("cut-off", Boolean(this.cutOff(screen)));
    this.showTyping(this.typing(screen));
    this.composer.show(screen);
    this.showMessages(screen);
    this.showOwn(screen, same);
    this.expectant = this.tools.show(screen) > 0;
  }

  showTyping(seconds) {
    clearTimeout(this.typingEnds);
    this.status.textContent = seconds ? this.words.typing : this.resting;
    this.status.classList.toggle("typing", seconds > 0);
    if (seconds) this.typingEnds = setTimeout(() => this.showTyping(0), seconds * 1000);
  }

  // Replaces only what has changed, so that neither the reader's place nor the focus is lost.
  showMessages(screen) {
    const entries = this.entries(screen);
    const known = new Set(entries.map(this.idOf));
    for (const [id, { element }] of this.shown) if (!known.has(id)) this.forget(id, element);
    const before = this.shown.size;
    for (const entry of entries) this.showMessage(entry, screen);
    if (this.shown.size > before) this.pinned = true;
    this.stayAtEnd();
  }

  entries(screen) {
    return screen.messages;
  }

  forget(id, element) {
    element.remove();
    this.shown.delete(id);
  }

  showMessage(message, screen) {
    const [key, draw] = this.drawing(message, screen);
    const old = this.shown.get(this.idOf(message));
    if (old?.key === key) return;
    const element = draw();
    for (const picture of element.querySelectorAll("img")) picture.addEventListener("load", () => this.stayAtEnd());
    for (const film of element.querySelectorAll("video")) film.addEventListener("loadedmetadata", () => this.stayAtEnd());
    if (old) replace(old.element, element);
    else this.log.append(element);
    this.shown.set(this.idOf(message), { key, element });
  }

  // Who reads further up is left there; who was at the end stays at the end, whatever grows or shrinks.
  watchScrolling() {
    const log = this.log;
    this.pinned = true;
    log.addEventListener("scroll", () => {
      this.pinned = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;
    });
    new ResizeObserver(() => this.stayAtEnd()).observe(log);
  }

  stayAtEnd() {
    if (this.pinned) this.log.scrollTop = this.log.scrollHeight;
  }

  tell(text) {
    this.toast.textContent = text;
    this.toast.hidden = false;
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => (this.toast.hidden = true), 4000);
  }
}

// Puts the new element in place of the old one; a focused button hands the focus to its successor.
function replace(old, element) {
  const controls = [...old.querySelectorAll("button, a, audio, video")];
  const focused = controls.indexOf(document.activeElement);
  old.replaceWith(element);
  if (focused >= 0) element.querySelectorAll("button, a, audio, video")[focused]?.focus();
}

// The same person has the same colour on both channels.
const hue = (name) => [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 0) % 6;
