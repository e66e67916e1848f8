// A reflection saves itself a moment after the last key, says so, and is never kept in the browser. While the network
// is away it says that too, and saves when it is back.

const PAUSE_MS = 1200;
const LONGEST_MS = 20_000; // that a save may take: a line that went silent never says so
const form = document.querySelector("[data-reflection]");
let waiting = 0;
let unsaved = false;
let sending = false;
let saving = Promise.resolve();

form.addEventListener("input", () => {
  unsaved = true;
  say("Not saved yet.");
  clearTimeout(waiting);
  waiting = setTimeout(queue, PAUSE_MS);
});
form.addEventListener("submit", () => {
  clearTimeout(waiting);
  unsaved = sending = false;
});

// A note goes where she was writing last, or under the first heading.
let last = form.querySelector("textarea");
form.addEventListener("focusin", (event) => event.target.matches("textarea") && (last = event.target));
form.addEventListener("click", (event) => {
  const note = event.target.closest("[data-take]")?.parentElement.querySelector("[data-words]").textContent;
  if (!note) return;
  last.value = last.value.trim() ? `${last.value.trimEnd()}\n\n${note}` : note;
  last.focus();
  last.dispatchEvent(new Event("input", { bubbles: true }));
});

addEventListener("online", () => unsaved && queue());
addEventListener("beforeunload", (event) => (unsaved || sending) && event.preventDefault());
document.addEventListener("visibilitychange", () => document.hidden && unsaved && queue());

function say(words) {
  const state = form.querySelector("[data-state]");
  if (state.textContent !== words) state.textContent = words;
}

// One at a time, so that what was typed later is never overtaken by what was typed before.
function queue() {
  clearTimeout(waiting);
  saving = saving.then(save);
}

async function save() {
  unsaved = false;
  sending = true;
  say("Saving …");
  const silent = new AbortController();
  const patience = setTimeout(() => silent.abort(), LONGEST_MS);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "HX-Request": "true", Accept: "text/html" },
      keepalive: document.hidden,
      signal: silent.signal,
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const saved = page.querySelector("#saved");
    unsaved ||= !answer.ok;
    if (saved && !unsaved) form.querySelector("#saved").replaceWith(saved);
    else if (saved && !answer.ok) form.querySelector("#saved").replaceWith(saved);
    else if (!answer.ok) say(told(page) || "Not saved. What you wrote is still on this page; try again in a moment.");
  } catch {
    unsaved = true;
    say("Not saved: the network is away. What you wrote is still on this page, and is saved when the network is back.");
    waiting = setTimeout(queue, 10 * PAUSE_MS);
  } finally {
    clearTimeout(patience);
    sending = false;
  }
}

const told = (page) => [...page.querySelectorAll("[data-tell]")].map((words) => words.textContent.trim()).join(" ");
