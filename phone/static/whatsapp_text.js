// WhatsApp's marks (*bold*, _italic_, ~struck~, `code`, ```block```, "> quoted") and web addresses, as DOM nodes.

import { h } from "./dom.js";
import { link } from "./rich.js";

const TAGS = { "*": "strong", _: "em", "~": "s", "`": "code" };
// A mark opens where no letter stands before it and no space after it, and closes the other way round, in the same line.
const MARKED = /(?<![\p{L}\p{N}])([*_~`])(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}])/u;
const BLOCK = /```([\s\S]+?)```/;
const QUOTE = /^> ?(.*)$/m;
const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/i;

export function whatsappText(text, on) {
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes(text, on));
  return fragment;
}

// What comes first in the text decides; around it by the same rule.
function nodes(text, on) {
  const found = [
    [BLOCK, (hit) => h("pre", {}, hit[1])],
    [QUOTE, (hit) => h("blockquote", {}, ...nodes(hit[1], on))],
    [ADDRESS, (hit) => link(hit[0], on, {}, hit[0])],
    [MARKED, (hit) => h(TAGS[hit[1]], {}, ...(hit[1] === "`" ? [hit[2]] : nodes(hit[2], on)))],
  ].map(([pattern, draw]) => ({ hit: pattern.exec(text), draw })).filter(({ hit }) => hit);
  if (!found.length) return text ? [text] : [];
  const { hit, draw } = found.reduce((first, other) => (other.hit.index < first.hit.index ? other : first));
  const after = text.slice(hit.index + hit[0].length);
  return [...nodes(text.slice(0, hit.index), on), draw(hit), ...nodes(after, on)];
}
