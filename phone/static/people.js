// Who has which phones: one person's stand together, and a row of buttons goes to each.

import { h } from "./dom.js";

export class People {
  constructor(place, switcher) {
    this.place = place;
    this.switcher = switcher;
    this.phones = new Map(); // key -> phone
    this.buttons = new Map(); // key -> the button that goes to it
    new ResizeObserver(() => this.measure()).observe(place);
  }

  get(key) {
    return this.phones.get(key);
  }

  add(phone) {
    this.phones.set(phone.key, phone);
    this.group(phone).append(phone.element);
    this.buttons.set(phone.key, this.button(phone));
    this.arrange();
    if (this.phones.size === 1) this.choose(phone);
    return phone;
  }

  // A WhatsApp phone stands with the Telegram phone of the same person, where there is one.
  group(phone) {
    const other = this.phones.get(`telegram-${phone.person.telegram}`);
    if (other) return other.element.parentElement;
    const section = h("section", { class: "person", "aria-label": phone.person.first_name });
    this.place.append(section);
    return section;
  }

  button(phone) {
    const name = phone.person.first_name;
    return h("button", { type: "button", class: phone.channel.id, onclick: () => this.choose(phone) },
      h("bdi", {}, name), " ", h("small", {}, phone.channel.name));
  }

  // The buttons stand as the phones do; whoever has more than one is framed.
  arrange() {
    for (const group of this.place.children) group.style.setProperty("--phones", group.childElementCount);
    const inOrder = [...this.place.querySelectorAll(".phone")].map((element) => element.dataset.key);
    this.switcher.replaceChildren(...inOrder.map((key) => this.buttons.get(key)));
    this.measure();
  }

  // On a wide screen the buttons are there only when not all phones fit.
  measure() {
    this.switcher.classList.toggle("needed", this.place.scrollWidth > this.place.clientWidth + 1);
  }

  // A narrow screen shows this phone alone, a wide one moves it into view.
  choose(phone) {
    for (const [key, each] of this.phones) each.element.classList.toggle("current", key === phone.key);
    for (const [key, button] of this.buttons) button.setAttribute("aria-pressed", String(key === phone.key));
    phone.element.parentElement.scrollIntoView({ inline: "center", block: "nearest" });
    phone.stayAtEnd();
  }
}
