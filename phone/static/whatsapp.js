// A phone with WhatsApp: ticks, reply buttons and lists, and the 24 hours in which the bot may write freely.

import { Phone } from "./phone.js";
import { card } from "./whatsapp_bubble.js";
import { composer } from "./whatsapp_composer.js";
import { sheet } from "./whatsapp_sheet.js";
import { toolsPanel } from "./whatsapp_tools.js";
import { dayOf, dayMark } from "./days.js";

export const WHATSAPP = { id: "whatsapp", name: "WhatsApp", api: "api/whatsapp/" };

const STAGE = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });

export class WhatsAppPhone extends Phone {
  constructor(person, startWords) {
    super(person, WHATSAPP);
    this.startWords = startWords;
    this.sheet = sheet(this);
    this.scene.after(this.sheet.element);
  }

  makeComposer() {
    return composer(this);
  }

  makeTools() {
    return toolsPanel(this);
  }

  idOf(message) {
    return message.id;
  }

  get resting() {
    return `\u2066${this.bot?.display_phone_number ?? ""}\u2069`; // a number reads from left to right in any language
  }

  // A number of ours to chat with, where there are several.
  chatWith(number) {
    this.number = number;
    this.version = null;
    return this.refresh();
  }

  offer(numbers) {
    this.tools.offer(numbers);
  }

  address() {
    return `phones/${this.id}${this.number ? `?number=${this.number}` : ""}`;
  }

  act(name, fields = {}) {
    if (!this.number) return super.act(name, fields);
    if (fields instanceof FormData) fields.append("number", this.number);
    else fields = { ...fields, number: this.number };
    return super.act(name, fields);
  }

  tap = (message_id, index) => this.act("tap", { message_id, index });
  choose = (message_id, row) => this.act("choose", { message_id, row });
  react = (message_id, emoji) => this.act("react", { message_id, emoji });
  edit = (message) => this.composer.edit(message);
  open = (message, button) => this.sheet.open(message, button);
  follow = () => false;
  place = ({ latitude, longitude, name }) => ({ latitude, longitude, name });

  troubles(screen) {
    return [
      screen.started && (screen.window_open ? `open until ${STAGE.format(screen.window_until * 1000)}` : "window closed"),
      screen.blocked && "has blocked us",
      screen.offline && "offline",
      screen.person.hidden && "username only",
      !screen.marketing && "no marketing",
    ];
  }

  typing(screen) {
    return screen.typing ? screen.typing_seconds : 0;
  }

  cutOff(screen) {
    return screen.blocked || screen.offline || (screen.started && !screen.window_open);
  }

  // Reactions sit on the message they are about; a line tells where another day begins; what never arrived stands where it would.
  entries(screen) {
    const all = [...screen.messages, ...screen.undelivered].sort((one, other) => one.date - other.date);
    const originals = new Map(all.map((each) => [each.id, each]));
    const reactions = new Map(all.filter((each) => each.type === "reaction").map((each) => [each.reply_to, each.text]));
    const found = [];
    for (const message of all.filter((each) => each.type !== "reaction")) {
      const day = dayOf(message.date);
      if (found.at(-1)?.day !== day) found.push({ id: `day-${day}`, day, mark: true, date: message.date });
      found.push({ ...message, day, reaction: reactions.get(message.id), quotes: originals.get(message.reply_to) });
    }
    return found;
  }

  drawing(entry) {
    return [JSON.stringify(entry), () => (entry.mark ? dayMark(entry.date, this) : card(entry, this))];
  }

  showOwn(screen) {
    this.person = screen.person;
    this.sheet.keep(screen.messages);
  }
}
