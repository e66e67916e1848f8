// Keeps the studio's list as it is: each clip that changed is sent as a server-sent event and takes its own place.

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

const source = new EventSource(studio.dataset.progress);
source.addEventListener("clip", (event) => put(JSON.parse(event.data)));
source.addEventListener("over", () => source.close());
// Became ready between the page and this connection: rare, and the page itself knows best.
source.addEventListener("ready", (event) => {
  for (const key of JSON.parse(event.data)) if (here(key)?.dataset.group === "making") location.reload();
});
addEventListener("pagehide", () => source.close());
