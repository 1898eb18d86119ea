// Print buttons. Without this script they are not there; the browser's own menu prints as well.
export function startPrinting() {
  for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
