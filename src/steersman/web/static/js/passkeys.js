// Passkeys: asks the server for a challenge, the browser for an answer, and hands it back.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const tell = (words) => {
    const place = document.getElementById("passkey-error");
    if (place) { place.textContent = words; place.hidden = false; }
  };

  async function post(path, body, csrf) {
    const headers = { "Content-Type": "application/json" };
    if (csrf) headers["X-CSRF-Token"] = csrf;
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), redirect: "manual" });
    if (answer.type === "opaqueredirect") { location.reload(); throw new Error("Sign in again."); }
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error.message + (told.error.mend ? ": " + told.error.mend : ""));
    return told;
  }

  function spelled(key) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    return { id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} };
  }

  async function use(button) {
    const { passkey: path, next, csrf } = button.dataset;
    const options = await post(path + "/options", {}, csrf);
    options.challenge = bytes(options.challenge);
    for (const each of options.allowCredentials || []) each.id = bytes(each.id);
    const key = await navigator.credentials.get({ publicKey: options });
    const told = await post(path, { credential: spelled(key), next: next || "/" }, csrf);
    location.assign(told.next);
  }

  async function add(form) {
    const csrf = form.elements.csrf.value, path = form.dataset.passkeyNew;
    const options = await post(path + "/options", {}, csrf);
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    for (const each of options.excludeCredentials || []) each.id = bytes(each.id);
    const key = await navigator.credentials.create({ publicKey: options });
    const told = await post(path, { credential: spelled(key), name: form.elements.name.value, next: form.elements.next.value }, csrf);
    location.assign(told.next);
  }

  const run = (work) => work.catch((error) => tell(error.name === "NotAllowedError" ? "No passkey was used. Try again, or use another way." : error.message));
  if (!window.PublicKeyCredential) return;
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => run(use(button)));
  }
  for (const form of document.querySelectorAll("[data-passkey-new]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); run(add(form)); });
  }
})();
