// What the console does in the browser: keys, palette, drafts, staleness.  No page depends on it to act.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;

  // The reader's zone: told once, then pages come in it.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  if (root.dataset.zone && root.dataset.zone !== zone && !document.cookie.includes("zone=" + zone)) {
    document.cookie = "zone=" + zone + "; path=/; max-age=31536000; samesite=lax";
    if (document.cookie.includes("zone=" + zone) && !document.querySelector("form[method=post] [data-typed]")) location.reload();
  }

  // Live and honest: say when the stream is gone, and catch up when it is back.
  const stale = $("stale");
  let lost = 0;
  const clock = (at = Date.now()) => new Date(at).toLocaleTimeString([], { hour12: false });
  const shown = (words, dot) => document.querySelectorAll("[data-live]").forEach((node) => {
    node.textContent = words;
    if (node.previousElementSibling?.matches(".dot")) node.previousElementSibling.className = "dot " + dot;
  });
  const touch = () => shown("Live, " + clock(), "ok");
  function gone(since, title) {
    if (lost) return;
    lost = Date.now();
    if (stale) { stale.hidden = false; stale.querySelector(".title").textContent = title + clock(since); }
    shown("Stale, shown as of " + clock(since), "hold");
    const acting = document.querySelector("#helm .dot + span");
    if (acting) { acting.textContent = "Automation: not known"; acting.previousElementSibling.className = "dot hold"; }
  }
  document.body.addEventListener("htmx:sseError", () => gone(Date.now(), "The connection is gone since "));

  // A server that hangs keeps its connections open: only its beat, every 15 s, tells that it is there.
  const SILENT = 40000, AGAIN = 15000; // without a beat; before another connection is tried
  let source = null, heard = Date.now(), tried = 0;
  function beat() { heard = Date.now(); if (!lost) touch(); }
  if (window.htmx) htmx.createEventSource = (path) => {
    source = new EventSource(path, { withCredentials: true });
    tried = Date.now();
    ["hello", "beat", "work", "alerts", "switches", "trouble"].forEach((name) => source.addEventListener(name, beat));
    return source;
  };
  setInterval(() => {
    const now = Date.now();
    if (!source || now - heard < SILENT || now - tried < AGAIN) return;
    gone(heard, "Stale: nothing was heard from the server since ");
    tried = now;
    source.close();
    source.onerror?.(new Event("error")); // the extension connects anew after what is closed
  }, 5000);
  document.body.addEventListener("htmx:sseOpen", () => {
    if (stale) stale.hidden = true;
    if (lost) document.body.querySelectorAll("[hx-trigger*='sse:']").forEach((node) => {
      const first = node.getAttribute("hx-trigger").match(/sse:(\w+)/);
      if (first) htmx.trigger(node, "sse:" + first[1]);
    });
    lost = 0;
    beat();
  });
  ["htmx:sseMessage"].forEach((name) => document.body.addEventListener(name, touch));
  const presser = (event) => event.detail.elt.matches?.("form") && event.detail.elt.querySelector("button[type=submit]");
  document.body.addEventListener("htmx:beforeRequest", (event) => presser(event) && presser(event).setAttribute("aria-busy", "true"));
  document.body.addEventListener("htmx:afterRequest", (event) => presser(event) && presser(event).removeAttribute("aria-busy"));
  document.body.addEventListener("htmx:sendError", () => toast("The server does not answer. Nothing was lost: try again in a moment.", true));
  document.body.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401) return; // on the way to the sign-in
    let told = "The server answered " + status + ".";
    try { const error = JSON.parse(event.detail.xhr.responseText).error; told = error.message + (error.mend ? ": " + error.mend : ""); } catch { /* not ours */ }
    toast(told, true);
  });

  function toast(text, bad) {
    const node = document.createElement("div");
    node.className = "toast";
    node.setAttribute("role", bad ? "alert" : "status");
    const words = document.createElement("span");
    words.textContent = text;
    node.append(words);
    $("toasts")?.append(node);
    fade(node);
  }
  function fade(node) {
    let left = setTimeout(() => node.remove(), 8000);
    ["focusin", "pointerenter"].forEach((e) => node.addEventListener(e, () => clearTimeout(left)));
    ["focusout", "pointerleave"].forEach((e) => node.addEventListener(e, () => { left = setTimeout(() => node.remove(), 3000); }));
  }
  document.querySelectorAll("#toasts .toast").forEach(fade);

  // What was typed survives a reload, a restart and a lost connection until it was taken.
  const place = (field) => "draft " + location.pathname + " " + (field.form?.id || "") + " " + (field.name || field.id);
  const keeps = (field) => field.matches?.("[data-keep]");
  function restore(scope) {
    scope.querySelectorAll("[data-keep]").forEach((field) => {
      const kept = sessionStorage.getItem(place(field));
      if (kept !== null && !field.value) field.value = kept;
    });
  }
  document.addEventListener("input", (event) => {
    if (keeps(event.target)) sessionStorage.setItem(place(event.target), event.target.value);
    event.target.setAttribute?.("data-typed", "");
  });
  document.body.addEventListener("htmx:afterSwap", (event) => restore(event.target));
  // What was sent is pending until its answer is here: taken, it is forgotten on every page it was
  // typed on; refused, it stays.  A form whose answer is another form (a preview) hands its pages on.
  const drafts = (page) => Object.keys(sessionStorage).filter((key) => key.startsWith("draft " + page)).forEach((key) => sessionStorage.removeItem(key));
  const pathOf = (address) => { try { return new URL(address, location.href).pathname; } catch { return ""; } };
  let pending = null;
  try { pending = JSON.parse(sessionStorage.getItem("sent")); } catch { /* none */ }
  if (pending) {
    const led = location.pathname !== pending.action && !pending.pages.includes(location.pathname) && pending.pages.includes(pathOf(document.referrer));
    if (led || document.querySelector("#toasts .toast")) { pending.pages.forEach((page) => drafts(page + " ")); pending = null; }
    else if (location.pathname !== pending.action) pending = null;
    if (!pending) sessionStorage.removeItem("sent");
  }
  function sending(form) {
    const action = pathOf(form.getAttribute("action") || "");
    if (action === "/sign-out") { drafts(""); sessionStorage.removeItem("sent"); return; } // nobody else reads them here
    const pages = [...new Set([location.pathname, ...(pending?.pages || [])])];
    sessionStorage.setItem("sent", JSON.stringify({ action, pages }));
  }

  restore(document);
  // What was asked for stands further down: go there.
  document.querySelector("[data-arrive]")?.focus();

  // Forms: one press only, and the server must be there before a page with typed text is left.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[hx-post],[hx-get]")) return;
    const again = form.dataset.sent === "yes";
    if (again) { event.preventDefault(); return; }
    if (form.method === "post" && form.querySelector("[data-keep]") && form.dataset.asked !== "yes") {
      event.preventDefault();
      const by = event.submitter;
      fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(8000) }).then(() => { form.dataset.asked = "yes"; form.requestSubmit(by); },
        () => toast("The server does not answer. What you typed is kept: try again in a moment.", true));
      return;
    }
    if (form.method === "post") sending(form);
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    setTimeout(() => { form.dataset.sent = ""; event.submitter?.removeAttribute("aria-busy"); }, 10000);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form");
    if (form && form.matches("[data-submit-on-change]")) form.requestSubmit();
  });
  // One text in several places of a page; a button that opens once its box is ticked.
  document.addEventListener("input", (event) => {
    const name = event.target.dataset?.mirror;
    if (name) document.querySelectorAll("[data-mirror='" + CSS.escape(name) + "']").forEach((field) => { if (field !== event.target) field.value = event.target.value; });
  });
  const gates = () => document.querySelectorAll("[data-gate]").forEach((button) => { button.disabled = !$(button.dataset.gate)?.checked; });
  document.addEventListener("change", gates);
  gates();
  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-popover]");
    if (opens) { event.preventDefault(); $(opens.dataset.popover)?.togglePopover(); }
    const copies = event.target.closest("[data-copy]");
    if (copies) navigator.clipboard?.writeText(copies.dataset.copy).then(() => toast("Copied."));
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a,button,input,label")) location.assign(row.dataset.href);
  });

  // Ticked rows: counted, tinted, and still ticked after the rows came anew.
  const boxes = (scope = document) => [...scope.querySelectorAll("tbody td.check input[type=checkbox]")];
  let ticked = [];
  function tally() {
    const all = boxes(), on = all.filter((box) => box.checked);
    all.forEach((box) => box.closest("tr").setAttribute("aria-selected", String(box.checked)));
    document.querySelectorAll("[data-selected]").forEach((node) => { node.textContent = on.length + " of " + all.length; });
    document.querySelectorAll("[data-select-all]").forEach((box) => { box.checked = on.length > 0 && on.length === all.length; box.indeterminate = on.length > 0 && on.length < all.length; });
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[type=checkbox]")) tally();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-select-none]")) { boxes().forEach((box) => { box.checked = false; }); tally(); } });
  document.body.addEventListener("htmx:beforeSwap", (event) => { ticked = boxes(event.target).filter((box) => box.checked).map((box) => box.value); });
  document.body.addEventListener("htmx:afterSwap", () => {
    if (ticked.length) boxes().forEach((box) => { box.checked = ticked.includes(box.value); });
    ticked = [];
    tally();
  });
  tally();

  // What is cut short tells all of itself where somebody points.
  ["pointerover", "focusin"].forEach((name) => document.addEventListener(name, (event) => {
    const cut = event.target.closest?.(".table th > a, .crumbs li");
    if (cut && !cut.title && (cut.scrollWidth > cut.clientWidth + 1 || cut.scrollHeight > cut.clientHeight + 1)) cut.title = cut.textContent.trim();
  }));

  // Keys.  Single keys work outside fields only, and can be turned off on the help page.
  const singles = () => localStorage.getItem("keys") !== "off";
  document.querySelectorAll("[data-keys]").forEach((box) => {
    box.checked = singles();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  });
  const typing = (node) => node.closest?.("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");
  let going = 0;
  const rows = () => [...document.querySelectorAll("[data-rows] > tr, [data-rows] > li")].filter((row) => row.querySelector("a"));
  function move(by) {
    const all = rows();
    if (!all.length) return;
    const here = all.findIndex((row) => row.contains(document.activeElement));
    all[Math.min(Math.max(here + by, 0), all.length - 1)].querySelector("a").focus();
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); $("palette")?.togglePopover(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !singles()) return;
    if (document.querySelector("[popover]:popover-open")) return;
    const key = event.key.toLowerCase();
    if (Date.now() - going < 1500) {
      going = 0;
      const to = document.querySelector("[data-go='" + CSS.escape(key) + "']");
      if (to) { event.preventDefault(); to.click(); }
      return;
    }
    if (key === "g") going = Date.now();
    else if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "x") document.activeElement.closest("tr,li")?.querySelector("input[type=checkbox]")?.click();
    else if (key === "/") { const filter = document.querySelector("[data-filter]"); if (filter) { event.preventDefault(); filter.focus(); } }
    else if (key === "s") { event.preventDefault(); $("stop")?.showPopover(); }
    else if (key === "?") location.assign("/help#keys");
    else {
      const press = document.querySelector("[data-key='" + CSS.escape(key) + "']");
      if (press) { event.preventDefault(); press.click(); }
    }
  });

  // The palette: arrows move, Enter opens.
  const palette = $("palette"), list = $("palette-list");
  palette?.addEventListener("toggle", (event) => { if (event.newState === "open") palette.querySelector("input").select(); });
  palette?.addEventListener("keydown", (event) => {
    const options = [...list.querySelectorAll("[role=option]")];
    const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(options, here + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = options[Math.max(here, 0)];
      if (chosen) open(chosen);
    }
  });
  list?.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) open(option); });
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.target === list) choose([...list.querySelectorAll("[role=option]")], 0); });
  function choose(options, to) {
    if (!options.length) return;
    const at = (to + options.length) % options.length;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    palette.querySelector("input").setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }
  function open(option) {
    palette.hidePopover();
    if (option.dataset.popover) $(option.dataset.popover)?.showPopover();
    else if (option.dataset.href) location.assign(option.dataset.href);
  }
})();
