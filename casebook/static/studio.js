// Keeps the studio's list as it is: each clip that changed is told by the server and takes its own place.

const studio = document.querySelector("#studio");
const told = document.querySelector("[data-told]");
const here = (key) => document.getElementById(`clip-${key}`);

function put({ key, group, html }) {
  const old = here(key);
  const list = document.querySelector(`[data-part="${group}"] .takes`);
  if (!old && !list) return; // the page of another recording
  const holder = document.createElement("template");
  holder.innerHTML = html; // our own template, escaped where it was made
  const fresh = holder.content.firstElementChild;
  if (old && (!list || old.dataset.group === group)) {
    if (old.outerHTML !== fresh.outerHTML && !old.contains(document.activeElement)) old.replaceWith(fresh);
  } else {
    old?.remove();
    list.prepend(fresh);
    if (old && told) told.textContent = `${fresh.querySelector("h3").textContent}: ${group === "ready" ? "ready" : fresh.querySelector(".take-words").innerText}`;
  }
  tidy();
}

function tidy() {
  let any = false;
  for (const part of document.querySelectorAll("[data-part]")) {
    const empty = !part.querySelector(".take");
    part.hidden = empty;
    any ||= !empty;
  }
  const nothing = document.querySelector("[data-nothing]");
  if (nothing) nothing.hidden = any;
}

// Live as long as events come; where something between us and the server holds them back or cuts them off, the same is
// asked for again and again instead.
const FIRST_MS = 5000; // the first event comes at once
const SILENT_MS = 40_000; // the server says something every fifteen seconds
const ASK_MS = 3000;

const source = new EventSource(studio.dataset.progress);
let heard = performance.now();
let patience = FIRST_MS;
let asking;

function hear(name, act) {
  source.addEventListener(name, (event) => {
    heard = performance.now();
    patience = SILENT_MS;
    act(event.data);
  });
}

hear("clip", (data) => put(JSON.parse(data)));
hear("still", () => {});
hear("over", stop);
// Became ready between the page and this connection: rare, and the page itself knows best.
hear("ready", (data) => {
  for (const key of JSON.parse(data)) if (here(key)?.dataset.group === "making") location.reload();
});

const watching = setInterval(() => {
  if (performance.now() - heard < patience) return;
  stop();
  ask();
}, 1000);

async function ask() {
  const answer = await fetch(studio.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) for (const clip of await answer.json()) put(clip);
  if (!answer || answer.ok || answer.status >= 500) asking = setTimeout(ask, ASK_MS); // else the sign-in is over
}

function stop() {
  source.close();
  clearInterval(watching);
  clearTimeout(asking);
}

addEventListener("pagehide", stop);
