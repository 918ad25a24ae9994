// A phone with Telegram: Start, commands, buttons that stay, notices above the chat.

import { bubble } from "./bubble.js";
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { Phone } from "./phone.js";
import { toolsPanel } from "./tools.js";

export const TELEGRAM = { id: "telegram", name: "Telegram", api: "api/" };

export class TelegramPhone extends Phone {
  constructor(person, startPayload) {
    super(person, TELEGRAM);
    this.startPayload = startPayload;
    this.notices = null;
    this.alert = h("div", { class: "alert", role: "alertdialog", lang: this.language, "aria-modal": "true", "aria-label": this.words.bot, hidden: true });
    this.description = h("p", { class: "description", lang: this.language, dir: "auto", hidden: true });
    this.scene.append(this.description);
    this.device.append(this.alert);
    this.status.textContent = this.resting;
  }

  makeComposer() {
    return composer(this);
  }

  makeTools() {
    return toolsPanel(this);
  }

  idOf(message) {
    return message.message_id;
  }

  get resting() {
    return this.words.bot;
  }

  tap = (message_id, row, column) => this.act("tap", { message_id, row, column });
  start = () => this.act("start", { payload: this.startPayload() });
  command = (text) => this.say(text);
  edit = (message) => this.composer.edit(message);
  place = ({ latitude, longitude, name }) => ({ latitude, longitude, ...(name ? { accuracy: 12 } : {}) }); // a place has no name here

  // A deep link to this very bot is followed here; any other link is left to the browser.
  follow(url) {
    const prefix = `https://t.me/${this.bot.username}?start=`;
    if (!url.startsWith(prefix)) return false;
    this.act("start", { payload: url.slice(prefix.length) });
    return true;
  }

  troubles(screen) {
    return [screen.blocked && "has blocked the bot", screen.deactivated && "account deactivated"];
  }

  // Seconds that the bot still types.
  typing(screen) {
    return screen.action ? screen.action_seconds : 0;
  }

  cutOff(screen) {
    return screen.blocked || screen.deactivated;
  }

  drawing(message, screen) {
    const mine = screen.waiting.filter((tap) => tap.message_id === message.message_id);
    return [JSON.stringify([message, mine]), () => bubble(message, this, mine)];
  }

  showOwn(screen, same) {
    if (!same) this.notices = null;
    this.description.hidden = screen.started || !screen.bot.description;
    this.description.textContent = screen.bot.description;
    this.showNotice(screen.notice);
  }

  showNotice(notice) {
    const serial = notice?.serial ?? 0;
    const met = this.notices === null || serial <= this.notices; // at the first look it is an old one
    this.notices = serial;
    if (met) return;
    if (notice.alert) this.raise(notice.text);
    else this.tell(notice.text);
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
