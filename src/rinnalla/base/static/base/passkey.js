/* Joins a form marked data-passkey to the sign-in library's own code; which parts it uses stand in its data attributes. */
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const ids = Object.assign({ data: "js_data" }, form.dataset);
    window.allauth.webauthn.forms[form.dataset.passkey]({ ids });
  });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const words = document.getElementById("passkey-failed");
    if (words) words.hidden = false;
  });
});
