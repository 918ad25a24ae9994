// The line between two days of a chat.

import { h } from "./dom.js";

export function dayOf(seconds) {
  const date = new Date(seconds * 1000);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].join("-");
}

export function dayMark(seconds, phone) {
  const format = new Intl.DateTimeFormat(phone.language, { weekday: "long", day: "numeric", month: "long" });
  return h("p", { class: "day" }, format.format(seconds * 1000));
}
