// Single letters: j next, k previous; a, h, r press what carries them in the row that has the focus. Pages work without it.
"use strict";

const PLACE = `row:${location.pathname}`;
const rows = () => [...document.querySelectorAll("[data-row]")];
const rowOf = (element) => element && element.closest("[data-row]");
const typing = (element) => element.matches("textarea, select, input:not([type=checkbox], [type=radio])");

function go(to) {
  const all = rows();
  const row = all[Math.min(Math.max(to, 0), all.length - 1)];
  if (!row) return;
  (row.querySelector("[data-focus]") || row).focus();
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const row = rowOf(document.activeElement);
  const at = rows().indexOf(row);
  if (event.key === "j") go(at + 1);
  else if (event.key === "k") go(at < 0 ? 0 : at - 1);
  else if (row && ["a", "h", "r"].includes(event.key)) {
    const pressed = row.querySelector(`[data-key="${event.key}"]`);
    if (!pressed) return;
    if (pressed.tagName === "SUMMARY") pressed.parentElement.open = true;
    if (pressed.tagName === "SUMMARY") pressed.parentElement.querySelector("select, button").focus();
    else pressed.click();
  } else return;
  event.preventDefault();
});

// After a button the page comes anew: the row that follows has the focus then.
document.addEventListener("submit", (event) => {
  const at = rows().indexOf(rowOf(event.submitter));
  if (at >= 0) sessionStorage.setItem(PLACE, String(at));
});
const before = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
const named = location.hash && document.getElementById(location.hash.slice(1));
if (rowOf(named)) go(rows().indexOf(rowOf(named)));
else if (before !== null) go(Number(before));
