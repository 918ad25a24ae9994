// One telephone: the caption with the stage directions, and the device in the person's language.

import { bubble } from "./bubble.js";
import { composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { toolsPanel } from "./tools.js";
import { directionOf, languageName, spokenBy, wordsFor } from "./words.js";

const NEAR_THE_END = 80;

export class PhoneView {
  constructor(person, startPayload) {
    this.id = person.id;
    this.person = person;
    this.startPayload = startPayload;
    this.language = person.language_code;
    this.words = wordsFor(this.language);
    this.shown = new Map(); // message id -> { key, element }
    this.notices = null;
    this.version = null;
    this.build();
    this.watchScrolling();
  }

  build() {
    const code = this.language;
    this.log = h("div", { class: "log", role: "log", tabindex: "0", lang: code, "aria-label": `Messages of ${this.person.first_name}` });
    this.botName = h("bdi", { lang: code }, "…");
    this.status = h("p", { class: "status", "aria-live": "polite" }, this.words.bot);
    this.toast = h("div", { class: "toast", role: "status", lang: code, dir: "auto", hidden: true });
    this.alert = h("div", { class: "alert", role: "alertdialog", lang: code, "aria-modal": "true", "aria-label": this.words.bot, hidden: true });
    this.description = h("p", { class: "description", lang: code, dir: "auto", hidden: true });
    this.composer = composer(this);
    this.device = h("div", { class: "device", dir: directionOf(code), lang: spokenBy(code) },
      h("header", { class: "chat-head" }, h("span", { class: "bot-mark", "aria-hidden": "true" }, icon("send")),
        h("div", { class: "who" }, h("h3", {}, this.botName), this.status)),
      h("div", { class: "scene" }, this.log, this.description, this.toast),
      this.composer.element, this.alert);
    this.tools = toolsPanel(this);
    this.element = h("article", { class: "phone", "data-id": this.id, "aria-labelledby": `name-${this.id}` }, this.caption(), this.tools.panel, this.device);
  }

  caption() {
    const name = h("h2", { id: `name-${this.id}` }, h("bdi", {}, this.person.first_name));
    const mark = h("span", { class: `avatar hue-${this.id % 6}`, "aria-hidden": "true" }, this.person.first_name.slice(0, 1));
    this.state = h("p", { class: "state" }, languageName(this.language));
    return h("header", { class: "caption" }, mark, h("div", { class: "who" }, name, this.state), this.tools.button);
  }

  // Acts for the person. Fields become JSON, a FormData goes as it is. Shows what the phone shows afterwards.
  async act(name, fields = {}) {
    const form = fields instanceof FormData;
    const answer = await fetch(`api/phones/${this.id}/${name}`, {
      method: "POST",
      headers: form ? {} : { "Content-Type": "application/json" },
      body: form ? fields : JSON.stringify(fields),
    });
    const told = await answer.json();
    if (answer.ok) this.show(told);
    else this.tell(told.error);
    return answer.ok;
  }

  say = (text) => this.act("text", { text });
  tap = (message_id, row, column) => this.act("tap", { message_id, row, column });
  start = () => this.act("start", { payload: this.startPayload() });
  command = (text) => this.say(text);
  edit = (message) => this.composer.edit(message);

  // A deep link to this very bot is followed here; any other link is left to the browser.
  follow(url) {
    const prefix = `https://t.me/${this.bot.username}?start=`;
    if (!url.startsWith(prefix)) return false;
    this.act("start", { payload: url.slice(prefix.length) });
    return true;
  }

  async refresh() {
    const answer = await fetch(`api/phones/${this.id}`);
    const told = await answer.json();
    if (answer.ok) this.show(told);
    else this.waitForBot();
  }

  waitForBot() {
    this.status.textContent = "waiting for the bot to connect…";
    this.composer.rest();
  }

  show(screen) {
    const same = screen.bot.source === this.bot?.source;
    if (same && screen.version < this.version) return; // overtaken by a newer answer
    if (!same) this.notices = null;
    this.bot = screen.bot;
    this.version = screen.version;
    this.botName.textContent = screen.bot.first_name;
    this.state.textContent = [languageName(this.language), screen.blocked && "has blocked the bot",
      screen.deactivated && "account deactivated"].filter(Boolean).join(" · ");
    this.element.classList.toggle("cut-off", screen.blocked || screen.deactivated);
    this.showAction(screen);
    this.composer.show(screen);
    this.showMessages(screen);
    this.showDescription(screen);
    this.showNotice(screen.notice);
    this.tools.show(screen);
  }

  showAction(screen) {
    clearTimeout(this.actionEnds);
    this.status.textContent = screen.action ? this.words.typing : this.words.bot;
    this.status.classList.toggle("typing", Boolean(screen.action));
    if (screen.action) this.actionEnds = setTimeout(() => this.showAction({ action: "" }), screen.action_seconds * 1000);
  }

  showDescription(screen) {
    this.description.hidden = screen.started || !screen.bot.description;
    this.description.textContent = screen.bot.description;
  }

  // Replaces only what has changed, so that neither the reader's place nor the focus is lost.
  showMessages(screen) {
    const known = new Set(screen.messages.map((message) => message.message_id));
    for (const [id, { element }] of this.shown) if (!known.has(id)) this.forget(id, element);
    const before = this.shown.size;
    for (const message of screen.messages) this.showMessage(message, screen.waiting);
    if (this.shown.size > before) this.pinned = true;
    this.stayAtEnd();
  }

  forget(id, element) {
    element.remove();
    this.shown.delete(id);
  }

  showMessage(message, waiting) {
    const mine = waiting.filter((tap) => tap.message_id === message.message_id);
    const key = JSON.stringify([message, mine]);
    const old = this.shown.get(message.message_id);
    if (old?.key === key) return;
    const element = bubble(message, this, mine);
    for (const picture of element.querySelectorAll("img")) picture.addEventListener("load", () => this.stayAtEnd());
    for (const film of element.querySelectorAll("video")) film.addEventListener("loadedmetadata", () => this.stayAtEnd());
    if (old) replace(old.element, element);
    else this.log.append(element);
    this.shown.set(message.message_id, { key, element });
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

  showNotice(notice) {
    const serial = notice?.serial ?? 0;
    const met = this.notices === null || serial <= this.notices; // at the first look it is an old one
    this.notices = serial;
    if (met) return;
    if (notice.alert) this.raise(notice.text);
    else this.tell(notice.text);
  }

  tell(text) {
    this.toast.textContent = text;
    this.toast.hidden = false;
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => (this.toast.hidden = true), 4000);
  }

  raise(text) {
    const close = h("button", { type: "button", class: "strong" }, this.words.ok);
    const back = document.activeElement;
    const lower = () => {
      this.alert.hidden = true;
      back?.focus();
    };
    close.addEventListener("click", lower);
    close.addEventListener("keydown", (event) => event.key === "Escape" && lower());
    this.alert.replaceChildren(h("div", {}, h("p", { dir: "auto" }, text), close));
    this.alert.hidden = false;
    close.focus();
  }
}

// Puts the new element in place of the old one; a focused button hands the focus to its successor.
function replace(old, element) {
  const controls = [...old.querySelectorAll("button, a, audio, video")];
  const focused = controls.indexOf(document.activeElement);
  old.replaceWith(element);
  if (focused >= 0) element.querySelectorAll("button, a, audio, video")[focused]?.focus();
}
