// Files dropped onto an upload form are put into its file field; what is sent is the form, as without scripts.
export function startDrop() {
  document.querySelectorAll("form[data-drop]").forEach((form) => {
    const field = form.querySelector("input[type=file]");
    let depth = 0;
    const mark = (on) => form.classList.toggle("is-target", on);
    form.addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; mark(true); });
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("dragleave", () => { depth -= 1; mark(depth > 0); });
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      mark(false);
      if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
    });
  });
}
