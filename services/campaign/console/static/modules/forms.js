// Small services to forms: send once, submit on change, show a file's name, print.
export function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) { button.classList.add("is-busy"); button.setAttribute("aria-busy", "true"); }
  });
  // The back button may bring a page back from memory as it was left.
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll(".is-busy").forEach((b) => { b.classList.remove("is-busy"); b.removeAttribute("aria-busy"); });
    });
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submit]")) event.target.form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const open = event.target.closest?.("[data-opens]");
    if (open) { document.getElementById(open.dataset.opens)?.showModal(); return; }
    if (event.target.closest?.("[data-prints]")) { window.print(); return; }
    const close = event.target.closest?.("[data-closes]");
    if (close) { close.closest("dialog").close(); return; }
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
}
