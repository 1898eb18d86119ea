// Polls fragments that carry their own next delay: <div data-poll="url" data-poll-after="2">.
// The answer replaces the element; one without data-poll ends it. Paused while the tab is hidden, at once when it is
// seen again, slower after failures.
const LONGEST = 60;
const timers = new Map();

function schedule(element, failures = 0) {
  const seconds = Math.min(Number(element.dataset.pollAfter || 5) * 2 ** failures, LONGEST);
  timers.set(element, setTimeout(() => refresh(element, failures), seconds * 1000));
}

async function refresh(element, failures = 0) {
  if (!element.isConnected) { timers.delete(element); return; }
  if (document.hidden) { timers.set(element, null); return; }
  clearTimeout(timers.get(element));
  timers.delete(element);
  try {
    const response = await fetch(element.dataset.poll, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = parsed.body.firstElementChild;
    if (!fresh || !element.isConnected) return;
    const news = fresh.dataset.pollMark !== element.dataset.pollMark;
    element.replaceWith(fresh);
    if (news) document.dispatchEvent(new CustomEvent("console:news"));
    watch(fresh);
  } catch {
    schedule(element, Math.min(failures + 1, 6));
  }
}

function watch(element) {
  if (element.dataset.poll) schedule(element);
}

// By hand and not by htmx: when somebody went to another tab or page of the list meanwhile, this answer is thrown away.
async function bringUpToDate(list) {
  const here = location.href;
  const response = await fetch(here, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
  if (!response.ok || response.redirected) return;
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = parsed.getElementById(list.id);
  if (!fresh || !list.isConnected || location.href !== here || document.querySelector(".htmx-request")) return;
  list.replaceWith(fresh);
  window.htmx.process(fresh);
}

export function startPolling() {
  document.querySelectorAll("[data-poll]").forEach(watch);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) [...timers.keys()].forEach((element) => refresh(element));
  });
  // The list below a progress line is refreshed only when something happened, and never under a running selection.
  document.addEventListener("console:news", () => {
    const list = document.querySelector("[data-refresh]");
    if (list && !list.querySelector("input[type=checkbox]:checked") && !list.contains(document.activeElement)) bringUpToDate(list).catch(() => {});
  });
}
