// A file too large for one form: brought in parts before the form is sent.
"use strict";
(() => {
  const PART = 1000000, TRIES = 4; // bytes at once; how often a part is sent
  const form = document.querySelector("form[data-upload]");
  const chosen = form?.querySelector("input[type=file]");
  if (!form || !chosen) return;
  const bringing = form.querySelector("#bringing"), bar = bringing.querySelector("progress"), told = bringing.querySelector("[data-told]");
  const headers = { "X-CSRF-Token": form.elements.csrf.value, "Content-Type": "application/octet-stream" };
  const size = (bytes) => (bytes / 1e6).toFixed(1) + " MB";

  async function ask(method, path, body) {
    for (let left = TRIES; ; left -= 1) {
      try {
        const answer = await fetch(path, { method, headers, body });
        const said = await answer.json();
        if (answer.ok) return said;
        const error = new Error(said.error ? said.error.message + (said.error.mend ? ": " + said.error.mend : "") : "The server answered " + answer.status + ".");
        error.final = answer.status < 500;
        throw error;
      } catch (error) {
        if (error.final || left <= 1) throw error;
        await new Promise((done) => setTimeout(done, 1000));
      }
    }
  }

  async function bring(file) {
    const made = (await ask("POST", form.dataset.upload)).file;
    for (let at = 0; at < file.size; at += PART) {
      await ask("PUT", form.dataset.upload + "/" + made + "?at=" + at, file.slice(at, at + PART));
      bar.value = Math.min(1, (at + PART) / file.size);
      told.textContent = size(Math.min(at + PART, file.size)) + " of " + size(file.size);
    }
    return made;
  }

  form.addEventListener("submit", (event) => {
    const file = chosen.files[0];
    if (!file || form.dataset.brought === "yes") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.bringing === "yes") return;
    form.dataset.bringing = "yes";
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    bringing.hidden = false;
    bring(file).then((made) => {
      form.elements.file.value = made;
      form.elements.filename.value = file.name;
      form.dataset.brought = "yes";
      form.requestSubmit(button);
    }, (error) => {
      told.textContent = "The file was not brought: " + error.message + " Press “Read it” to try again.";
      button?.removeAttribute("aria-busy");
      form.dataset.bringing = "";
    });
  });
  chosen.addEventListener("change", () => { form.dataset.brought = ""; form.dataset.bringing = ""; });
})();
