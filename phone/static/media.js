// Files, places and people as they stand in a bubble, on any channel.

import { h, icon } from "./dom.js";

export const chip = (symbol, ...words) => h("div", { class: "chip" }, icon(symbol), ...words);

export const picture = (source, alt, properties = {}) => h("img", { src: source, alt, ...properties });

export const player = (tag, source, label) => h(tag, { controls: true, preload: "metadata", src: source, "aria-label": label });

export const document_ = (source, name, bytes) =>
  chip("file", h("a", { href: source, download: name, dir: "auto" }, name), size(bytes));

export const contactCard = (name, number) => chip("person", h("bdi", {}, name), " ", h("bdi", { dir: "ltr" }, `+${number.replace(/^\+/, "")}`));

// `name`, `address`, and `accuracy` in metres where they are known.
export function placeCard(place, label, { name = "", address = "", accuracy = 0 } = {}) {
  const degrees = `${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}${accuracy ? ` ± ${Math.round(accuracy)} m` : ""}`;
  return h("div", { class: "place", role: "img", "aria-label": [label, name, address, degrees].filter(Boolean).join(", ") }, icon("pin"),
    name ? h("bdi", { class: "place-name" }, name) : null, address ? h("bdi", {}, address) : null, h("bdi", { dir: "ltr" }, degrees));
}

const size = (bytes) => h("span", { class: "size", dir: "ltr" }, `${Math.max(1, Math.round(bytes / 1024))} KB`);

// "14:05" in the language of the phone.
export function timeOf(seconds, language) {
  const time = new Date(seconds * 1000);
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return h("time", { datetime: time.toISOString() }, clock.format(time));
}
