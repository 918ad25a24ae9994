// The text box with what stands around it on any channel: attachments, a voice note, what is being edited.

import { attachments } from "./attachments.js";
import { disclose, h, icon } from "./dom.js";

// `first` are buttons before the text box. Gives the elements to place, and what works on them.
export function writing(phone, ...first) {
  const words = phone.words;
  const text = h("textarea", { rows: "1", dir: "auto", lang: phone.language, maxlength: "4096", placeholder: words.message, "aria-label": words.message });
  const clip = h("button", { type: "button", class: "round", "aria-label": words.attach, title: words.attach }, icon("attach"));
  const send = h("button", { type: "submit", class: "round send", "aria-label": words.send, title: words.send }, icon("send"));
  const menu = h("div", { class: "menu attach-menu", role: "group", "aria-label": words.attach });
  const recording = h("div", { class: "recording", role: "group", "aria-label": words.recording, hidden: true });
  const editing = h("p", { class: "editing", hidden: true });
  const form = h("form", { class: "writing" }, ...first, clip, text, send);
  const close = disclose(clip, menu);
  let edited = null;

  const edit = (message) => {
    edited = message;
    editing.hidden = !message;
    if (!message) return;
    const stop = h("button", { type: "button", class: "round", "aria-label": "Cancel", lang: "en", onclick: () => finish() }, icon("close"));
    editing.replaceChildren(icon("edit"), h("span", { dir: "auto" }, message.text), stop);
    text.value = message.text;
    text.focus();
  };
  const finish = () => {
    text.value = "";
    grow(text);
    edit(null);
  };
  // What was written so far goes along with a file, below it.
  const caption = () => (edited ? "" : text.value.trim());
  menu.append(...attachments(phone, { close, caption, done: finish, bar: recording }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    const done = edited ? phone.act("edit", { message_id: phone.idOf(edited), text: text.value }) : phone.say(text.value);
    if (await done) finish();
  });
  text.addEventListener("input", () => grow(text));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  return { form, text, above: [menu, editing, recording], edit };
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 140)}px`;
}
