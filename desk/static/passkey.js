// Passkeys: asks the device, and puts its answer into the form. Without this script codes work.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function decoded(options) {
  for (const one of [...(options.excludeCredentials ?? []), ...(options.allowCredentials ?? [])]) one.id = bytes(one.id);
  if (options.user) options.user.id = bytes(options.user.id);
  return { ...options, challenge: bytes(options.challenge) };
}

function encoded(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const [button, failed] = [form.querySelector("button"), form.querySelector("[role=alert]")];
  form.hidden = false;
  form.parentElement.querySelector(".without").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = failed.hidden = true;
    try {
      const publicKey = decoded(JSON.parse(form.dataset.options));
      const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.elements.answer.value = JSON.stringify(encoded(credential));
      form.submit();
    } catch {
      button.disabled = failed.hidden = false;
    }
  });
}
