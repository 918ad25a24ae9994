// The programme's clock: only in the demo, where /demo/clock beside /phone/ tells and moves it.

import { h } from "./dom.js";

const ADDRESS = "../demo/clock";
const STEPS = [["+1 hour", 1], ["+1 day", 24], ["+3 days", 72]];

export async function showClock(place) {
  const answer = await fetch(ADDRESS).catch(() => null);
  if (!answer?.ok) return;
  const shown = h("output", {});
  const buttons = STEPS.map(([label, hours]) =>
    h("button", { type: "button", class: "plain", onclick: async () => show(shown, await move(hours)) }, label),
  );
  place.append(h("span", { class: "clock-label" }, "Programme clock"), shown, ...buttons);
  place.hidden = false;
  await show(shown, answer);
}

function move(hours) {
  return fetch(ADDRESS, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ hours }),
  });
}

// The answer is {"now": "2026-11-21T09:30:00+01:00", …}, shown as the wall time it names.
async function show(shown, answer) {
  const told = await answer.json().catch(() => ({}));
  const now = new Date(String(told.now).slice(0, 16));
  const format = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  shown.value = Number.isNaN(now.valueOf()) ? "" : format.format(now);
}
