// What a person can send besides words: files of theirs, samples at hand, a voice note, a place.

import { h, icon } from "./dom.js";

const PLACES = [["Luxembourg", 49.6, 6.1342], ["Berlin", 52.5251, 13.3694], ["Kabul", 34.5553, 69.2075]];
const LONGEST_NOTE_MS = 60_000;

// `box` offers close() of the menu, caption() and done() of the text box, and the bar above it.
export function attachments(phone, box) {
  const words = phone.words;
  const rows = h("div", {});
  const places = placeForm(phone, box);
  const row = (symbol, label, press, stays = false) =>
    h("button", { type: "button", class: "menu-row", onclick: () => (stays || box.close(), press()) }, icon(symbol), h("span", {}, label));
  rows.append(
    row("photo", words.photo, () => pick(phone, box, "photo", "image/png,image/jpeg")),
    row("photo", words.samplePhoto, () => send(phone, box, "photo")),
    row("mic", words.record, () => record(phone, box)),
    row("mic", words.sampleVoice, () => send(phone, box, "voice")),
    row("video", words.video, () => pick(phone, box, "video", "video/mp4,video/webm")),
    row("video", words.sampleVideo, () => send(phone, box, "video")),
    row("sound", words.sound, () => pick(phone, box, "audio", "audio/*")),
    row("file", words.file, () => pick(phone, box, "document", "")),
    row("place", words.place, () => unfold(places), true),
    places,
    row("person", words.contact, () => phone.act("contact")),
    row("sticker", words.sticker, () => phone.act("sticker")),
  );
  return [rows];
}

async function send(phone, box, act, file = null) {
  const form = new FormData();
  if (file) form.append("file", file);
  form.append("caption", box.caption());
  if (await phone.act(act, form)) box.done();
}

function pick(phone, box, act, accept) {
  const chooser = h("input", { type: "file", accept });
  chooser.addEventListener("change", () => send(phone, box, act, chooser.files[0]));
  chooser.click();
}

// --- Places

function placeForm(phone, box) {
  const words = phone.words;
  const field = (name, label, most) =>
    h("label", {}, label, h("input", { name, type: "number", step: "any", min: -most, max: most, required: true, dir: "ltr" }));
  const known = PLACES.map(([name, latitude, longitude]) =>
    h("button", { type: "button", class: "plain", onclick: () => go({ latitude, longitude, name }) }, h("bdi", { lang: "en" }, name)),
  );
  const form = h("form", { class: "places", hidden: true }, h("div", { class: "row" }, ...known),
    h("div", { class: "row" }, field("latitude", words.latitude, 90), field("longitude", words.longitude, 180)),
    h("button", { type: "submit", class: "strong" }, words.send));
  const go = (place) => {
    box.close();
    form.hidden = true;
    phone.act("location", phone.place(place));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(Object.fromEntries(new FormData(form)));
    form.reset();
  });
  return form;
}

function unfold(form) {
  form.hidden = !form.hidden;
  if (form.hidden) return;
  form.scrollIntoView({ block: "nearest" });
  form.querySelector("button").focus();
}

// --- Voice notes

async function record(phone, box) {
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
  if (!stream) return phone.tell(phone.words.noMicrophone);
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const kept = await finished(phone, box, recorder);
  for (const track of stream.getTracks()) track.stop();
  if (!kept) return undefined;
  const type = recorder.mimeType.split(";")[0];
  return send(phone, box, "voice", new File(parts, `voice.${type.split("/")[1]}`, { type }));
}

// Shows the bar until the note is sent (true) or given up (false).
function finished(phone, box, recorder) {
  const words = phone.words;
  const time = h("bdi", { class: "time", dir: "ltr", "aria-hidden": "true" }, clock(0)); // not read out every second
  const end = (symbol, label, class_) => h("button", { type: "button", class: class_, "aria-label": label, title: label }, icon(symbol));
  const cancel = end("close", words.cancel, "round"), done = end("send", words.send, "round send");
  box.bar.replaceChildren(h("span", { class: "light", "aria-hidden": "true" }), h("span", {}, words.recording), time, cancel, done);
  box.bar.hidden = false;
  done.focus();
  const began = Date.now();
  const tick = setInterval(() => (time.textContent = clock(Date.now() - began)), 250);
  const limit = setTimeout(() => done.click(), LONGEST_NOTE_MS);
  return new Promise((resolve) => {
    const stop = (keep) => {
      clearInterval(tick);
      clearTimeout(limit);
      box.bar.hidden = true;
      recorder.addEventListener("stop", () => resolve(keep));
      recorder.stop();
    };
    cancel.addEventListener("click", () => stop(false));
    done.addEventListener("click", () => stop(true));
    recorder.start();
  });
}

const clock = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
