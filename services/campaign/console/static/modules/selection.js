// Selection in lists: the box in the head, Shift for a range, how many are chosen, "all in the filter".
let last = null;

const boxes = (form) => [...form.querySelectorAll("input[data-row]")];

function show(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  const head = form.querySelector("input[data-page]");
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  const whole = form.querySelector("input[data-whole]");
  if (whole && chosen < all.length) whole.checked = false;
  const count = form.querySelector("[data-chosen]");
  const said = form.querySelector("[data-said]");
  const page = !whole?.checked && chosen > 1 && chosen === all.length;
  if (count) count.textContent = page && said ? "" : whole?.checked ? whole.dataset.count || "…" : String(chosen);
  // "The 50 rows of this page are selected": beside it stands how to select the rest of the filter.
  if (said) said.textContent = page ? said.parentElement.dataset.saidPage : said.parentElement.dataset.saidSome;
  all.forEach((box) => box.closest("tr").classList.toggle("is-chosen", box.checked));
}

export function startSelection() {
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("input[data-row]");
    if (!box) return;
    const all = boxes(box.form);
    if (event.shiftKey && last && last.form === box.form) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
    }
    last = box;
    show(box.form);
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches?.("input[data-page], input[data-whole]")) {
      boxes(box.form).forEach((row) => { row.checked = box.checked; });
      show(box.form);
    }
  });
  document.addEventListener("htmx:after:swap", () => { last = null; });
  document.querySelectorAll("form[data-selection]").forEach(show);
}
