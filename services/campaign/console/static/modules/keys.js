// Keys. By event.code, because Option+P types another letter on a Mac; every key has a visible button or link.
// Single letters can be switched off in the help (WCAG 2.1.4); the Alt keys are those of the desktop program.
const OFF = "console.letters.off";

const typing = (element) => element.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("tr[data-open]")];

function currentRow() {
  return document.activeElement?.closest?.("tr[data-open]") ?? document.querySelector("tr.is-current");
}

function goTo(row) {
  if (!row) return;
  document.querySelectorAll("tr.is-current").forEach((other) => other.classList.remove("is-current"));
  row.classList.add("is-current");
  row.querySelector("a[data-main]")?.focus();
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  const at = all.indexOf(currentRow());
  goTo(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

// Alt+P and Alt+M act on the current row of a list, else on the page's own button.
function follow(name) {
  const here = currentRow()?.querySelector(`[data-key="${name}"]`) ?? document.querySelector(`main [data-key="${name}"]`);
  here?.click();
  return Boolean(here);
}

// Alt+S saves: the button that says so, else the main button of the form in which one is, else of the only form.
function save() {
  const form = document.activeElement?.closest?.("main form[method=post]");
  const button = document.querySelector("main [data-save]") ?? (form ?? document).querySelector("main form[method=post] .btn-primary:not([type=button])");
  button?.click();
  return Boolean(button);
}

// "g" waits a moment for the letter of a place.
let going = 0;
const places = { KeyM: "campaigns", KeyC: "accounts" };

function goPlace(code) {
  const link = document.querySelector(`a[data-go="${places[code]}"]`);
  going = 0;
  link?.click();
  return Boolean(link);
}

const letters = {
  KeyG: () => { going = Date.now(); },
  KeyJ: () => move(1),
  KeyK: () => move(-1),
  KeyX: () => currentRow()?.querySelector("input[data-row]")?.click(),
  Slash: () => document.querySelector("input[type=search]")?.focus(),
};

export function startKeys() {
  const help = document.getElementById("keys");
  const off = document.getElementById("letters-off");
  if (off) {
    off.checked = localStorage.getItem(OFF) === "1";
    off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "1" : "0"));
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyK" && !event.shiftKey && !event.altKey) {
      const palette = document.getElementById("go-to");
      if (palette) { palette.click(); event.preventDefault(); }
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      if (event.code === "KeyS") { if (save()) event.preventDefault(); return; }
      const name = { KeyP: "alt-p", KeyM: "alt-m" }[event.code];
      if (name && follow(name)) event.preventDefault();
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]") || localStorage.getItem(OFF) === "1") return;
    if (event.key === "?") { help?.showModal(); event.preventDefault(); return; }
    if (places[event.code] && Date.now() - going < 1500 && goPlace(event.code)) { event.preventDefault(); return; }
    // "/" is Shift+7 on a Turkish keyboard: there the character decides, not the key.
    const act = event.key === "/" ? letters.Slash : event.shiftKey ? null : letters[event.code];
    if (act && event.code !== "Slash" || event.key === "/") { act(); event.preventDefault(); }
  });
}
