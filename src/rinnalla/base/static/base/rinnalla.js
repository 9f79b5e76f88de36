/* Small help on top of pages that work without it. */
(() => {
  "use strict";

  // The page's content policy lets text become markup or a script address only through here.
  if (window.trustedTypes && trustedTypes.createPolicy) {
    const script = /<script\b[^]*?<\/script\s*>/gi;
    trustedTypes.createPolicy("default", {
      createHTML: (text) => text.replace(script, ""),
      createScriptURL: (address) => (new URL(address, location.href).origin === location.origin ? address : null),
    });
  }

  // Things that need a script say so and stay hidden without one.
  const wake = (root) => {
    if (root.matches("[data-needs-script]")) root.hidden = false;
    root.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // Three presses of Esc within two seconds leave the page, as the button does.
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { presses = []; return; }
    presses = presses.filter((moment) => event.timeStamp - moment < 2000).concat(event.timeStamp);
    const leave = document.querySelector("form[data-leave]");
    if (presses.length >= 3 && leave) { document.documentElement.hidden = true; leave.submit(); }
  });

  // A page kept by the Back button after leaving is asked for again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.hidden) location.reload();
  });

  document.addEventListener("DOMContentLoaded", () => {
    wake(document.body);
    document.body.addEventListener("htmx:load", (event) => wake(event.target));
    const errors = document.getElementById("errors");
    if (errors) errors.focus();
  });
})();
