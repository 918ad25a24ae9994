// A message's text with its entities, as DOM nodes. Offsets count UTF-16 units, which is how JavaScript counts too.

import { h } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const WEB = /^https?:\/\//i;

// `on.command(text)` is called when a command like /help is clicked; `on.follow(url)` says whether it took the link.
export function richText(text, entities, on) {
  const fragment = document.createDocumentFragment();
  fragment.append(...span(text, 0, text.length, entities, on));
  return fragment;
}

// The nodes of text[from, to): the outermost entities first, what lies inside them by the same rule.
function span(text, from, to, entities, on) {
  const nodes = [];
  let at = from;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || entity.offset >= to) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = entities.slice(index + 1).filter((other) => other.offset < end);
    const children = span(text, entity.offset, end, inner, on);
    nodes.push(wrap(entity, children, text.slice(entity.offset, end), on));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrap(entity, children, words, on) {
  if (entity.type === "text_link" || entity.type === "url") return link(entity.url ?? words, on, {}, ...children);
  if (entity.type === "bot_command")
    return h("button", { type: "button", class: "command", onclick: () => on.command(words) }, ...children);
  if (entity.type === "spoiler") return spoiler(children);
  return h(TAGS[entity.type] ?? "span", {}, ...children);
}

export function link(url, on, properties, ...children) {
  if (!WEB.test(url)) return h("span", properties, ...children);
  const follow = (event) => on.follow(url) && event.preventDefault();
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: follow, ...properties }, ...children);
}

function spoiler(children) {
  const cover = h("button", { type: "button", class: "spoiler", "aria-label": "Hidden text: show" }, ...children);
  cover.addEventListener("click", () => {
    cover.classList.add("shown");
    cover.removeAttribute("aria-label");
  });
  return cover;
}
