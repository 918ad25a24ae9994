// Where a person writes on WhatsApp: nothing to start, only words; somebody who has blocked us unblocks first.

import { h } from "./dom.js";
import { writing } from "./writing.js";

export function composer(phone) {
  const words = phone.words;
  const box = writing(phone);
  const unblock = h("button", { type: "button", class: "start", onclick: () => phone.act("unblock") }, words.unblock);
  const hello = h("button", { type: "button", class: "hello", dir: "auto", onclick: () => phone.say(phone.startWords() || words.hello) }, words.hello);
  const element = h("div", { class: "composer" }, ...box.above, hello, box.form, unblock);

  const show = (screen) => {
    box.form.hidden = screen.blocked;
    unblock.hidden = !screen.blocked;
    hello.hidden = screen.started || screen.blocked;
    hello.textContent = phone.startWords() || words.hello;
  };
  const rest = () => {
    box.form.hidden = unblock.hidden = hello.hidden = true;
  };
  rest();
  return { element, show, rest, edit: box.edit };
}
