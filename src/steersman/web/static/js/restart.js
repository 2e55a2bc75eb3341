// A restart that was asked for: ask until the new process answers, then go where it says.
"use strict";
(() => {
  const panel = document.querySelector("[data-comes-back]");
  if (!panel) return;
  const back = panel.dataset.comesBack, status = panel.querySelector("[data-status]");
  const EVERY = 500, LONG = 60000, began = Date.now();
  history.replaceState(null, "", back); // a reload must not ask for another restart
  async function look() {
    try {
      const answer = await fetch(back, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(8000) });
      if (answer.type === "opaqueredirect") { location.replace(back); return; }
    } catch { /* it is not there yet */ }
    if (Date.now() - began > LONG) status.textContent = "It has not come back for a minute. Look at what it says where it was started; this page goes on asking.";
    setTimeout(look, EVERY);
  }
  look();
})();
