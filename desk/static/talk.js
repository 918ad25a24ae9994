// What is new appears by itself; what is being written stays. Without this script the page can be told to load itself again.
"use strict";

const EVERY = 4000; // milliseconds
const PARTS = ["timeline", "state", "reach"];
const talk = document.querySelector(".talk[data-mark]");

async function look() {
  const answer = await fetch(talk.dataset.ask, { headers: { Accept: "text/plain" } });
  if (!answer.ok) return;
  const mark = await answer.text();
  if (mark === talk.dataset.mark) return;
  const page = await fetch(location.pathname);
  if (!page.ok) return;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  for (const id of PARTS) {
    const here = document.getElementById(id);
    const there = fresh.getElementById(id);
    if (here && there) here.replaceChildren(...there.childNodes);
  }
  talk.dataset.mark = mark;
  down();
}

function down() {
  const all = document.getElementById("timeline");
  all.scrollTop = all.scrollHeight;
}

if (talk) {
  document.querySelector(".without-script")?.remove();
  document.getElementById("timeline").addEventListener("load", down, { capture: true, once: true }); // a photo has found its size
  down();
  setInterval(() => {
    if (!document.hidden) look().catch(() => {});
  }, EVERY);
}
