// What kapso's library, which Meta's users write their own bots with, says about our payloads and about the webhooks of
// the pretended phones. Reads one JSON document of cases from standard input, writes one of verdicts, in the same order.
//
//   {"payloads": [{…}], "templates": [{…}], "webhooks": [{"body", "signature", "secret"}]}
//
// A payload is taken apart and handed to the builder of its kind; what the builder would send must be what we send. Its
// verdict is "same", "refused: where and why" or "differs: where". Nothing leaves this process: `fetch` is our own.

import { readFileSync } from "node:fs";
import { TemplateDefinition, WhatsAppClient, buildTemplateSendPayload, isBusinessScopedUserId } from "@kapso/whatsapp-cloud-api";
import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";

const NUMBER = "106540352242922"; // any phone_number_id
let posted;
const client = new WhatsAppClient({
  accessToken: "unused",
  fetch: async (_, { body }) => {
    posted = JSON.parse(body);
    return Response.json({ messages: [{ id: "wamid.1" }] });
  },
});

// --- payloads: our JSON -> the arguments of a builder -----------------------------------------------------------------

const MEDIA = { image: "sendImage", audio: "sendAudio", video: "sendVideo", document: "sendDocument", sticker: "sendSticker" };
const INTERACTIVE = {
  button: ({ action }) => ["sendInteractiveButtons", { buttons: action.buttons.map((button) => button.reply) }],
  list: ({ action }) => ["sendInteractiveList", { buttonText: action.button, sections: action.sections }],
  location_request_message: ({ body }) => ["sendInteractiveLocationRequest", { parameters: { requestMessage: body.text } }],
};

function builder(payload) {
  if (payload.status === "read") {
    return ["markRead", { messageId: payload.message_id, typingIndicator: payload.typing_indicator }];
  }
  const kind = payload.type;
  if (kind === "text") return ["sendText", { body: payload.text.body, previewUrl: payload.text.preview_url }];
  if (kind in MEDIA) return [MEDIA[kind], { [kind]: payload[kind] }];
  if (kind === "location") return ["sendLocation", { location: payload.location }];
  if (kind === "template") {
    strictly(payload.template);
    return ["sendTemplate", { template: payload.template }];
  }
  if (kind === "interactive" && payload.interactive.type in INTERACTIVE) return interactive(payload.interactive);
  throw new Error(`no builder for ${kind} ${payload.interactive?.type ?? ""}`);
}

function interactive(given) {
  const [name, own] = INTERACTIVE[given.type](given);
  return [name, { bodyText: given.body.text, footerText: given.footer?.text, header: given.header, ...own }];
}

// `sendTemplate` takes any components; the typed builder looks into them.
function strictly({ name, language, components = [] }) {
  const typed = camel(components);
  const body = typed.find((one) => one.type === "body")?.parameters;
  const buttons = typed.filter((one) => one.type === "button");
  buildTemplateSendPayload({ name, language: language.code, body, buttons: buttons.length ? buttons : undefined });
}

async function judged(payload) {
  posted = undefined;
  try {
    if ("recipient" in payload && !isBusinessScopedUserId(payload.recipient)) throw new Error("recipient: not a BSUID");
    const [name, own] = builder(payload);
    await client.messages[name]({ phoneNumberId: NUMBER, ...addressed(payload), ...own });
  } catch (error) {
    return `refused: ${reason(error)}`;
  }
  const found = differences(payload, posted);
  return found.length ? `differs: ${found.join(", ")}` : "same";
}

function addressed(payload) {
  return {
    to: payload.to,
    recipient: payload.recipient,
    recipientType: payload.recipient_type,
    contextMessageId: payload.context?.message_id,
    bizOpaqueCallbackData: payload.biz_opaque_callback_data,
  };
}

// --- templates as they are submitted ----------------------------------------------------------------------------------

function submitted(template) {
  try {
    TemplateDefinition.buildTemplateDefinition(camel(template));
  } catch (error) {
    return `refused: ${reason(error)}`;
  }
  return "same";
}

// --- webhooks ---------------------------------------------------------------------------------------------------------

function read({ body, signature, secret }) {
  const found = normalizeWebhook(JSON.parse(body));
  return {
    signed: verifySignature({ appSecret: secret, rawBody: body, signatureHeader: signature }),
    spoilt: verifySignature({ appSecret: secret, rawBody: `${body} `, signatureHeader: signature }),
    number: found.phoneNumberId ?? "",
    fields: Object.keys(found.raw),
    contacts: found.contacts.map((one) => one.waId ?? one.userId ?? ""),
    messages: found.messages.map((one) => [one.type, one.id, one.from ?? one.fromUserId ?? "", one.kapso?.direction ?? ""]),
    statuses: found.statuses.map((one) => [one.status, one.id, one.recipientId ?? one.recipientUserId ?? ""]),
  };
}

// --- plumbing ---------------------------------------------------------------------------------------------------------

function camel(value) {
  if (Array.isArray(value)) return value.map(camel);
  if (value === null || typeof value !== "object") return value;
  const name = (key) => key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [name(key), camel(inner)]));
}

function reason(error) {
  const issues = error.issues?.map((one) => `${one.path.join(".")}: ${one.message}`);
  return (issues ?? [error.message]).join("; ");
}

// The paths at which two values are not the same; the order of an object's fields does not count.
function differences(one, other, path = "") {
  const deep = (value) => value !== null && typeof value === "object";
  if (!deep(one) || !deep(other) || Array.isArray(one) !== Array.isArray(other)) return one === other ? [] : [path];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differences(one[key], other[key], path ? `${path}.${key}` : key));
}

const cases = JSON.parse(readFileSync(0, "utf8"));
const payloads = [];
for (const payload of cases.payloads ?? []) payloads.push(await judged(payload));
const templates = (cases.templates ?? []).map(submitted);
const webhooks = (cases.webhooks ?? []).map(read);
process.stdout.write(JSON.stringify({ payloads, templates, webhooks }));
