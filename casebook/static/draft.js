// What is typed and not yet committed is kept on the server, sealed. Only while the network is away is it kept in this
// tab; that copy goes once the server has it, on signing out, and when nobody has typed for as long as a sign-in lasts.

const MARK = "draft ";
const IDLE_MS = 60_000 * Number(document.body.dataset.idleMinutes ?? 0);
const person = document.body.dataset.person ?? "";
const nameOf = (form) => `${MARK}${person} ${form.dataset.draft}`;
const formOf = (event) => event.detail.elt?.matches?.("[data-autosave]") && event.detail.elt.closest("[data-draft]");
let idle;

document.addEventListener("submit", (event) => event.target.matches("[data-forget]") && forget(() => true));
document.addEventListener("htmx:sendError", (event) => formOf(event) && keepHere(formOf(event)));
document.addEventListener("htmx:afterOnLoad", (event) => {
  const form = formOf(event);
  if (form && event.detail.xhr.status === 200) forget((name) => name === nameOf(form));
});
document.addEventListener("htmx:responseError", (event) => {
  const form = formOf(event);
  if (!form) return;
  if (event.detail.xhr.status === 401) forget(() => true); // the sign-in has ended
  say(form, "The last words you typed are not kept as a draft yet. They are still on this page.");
});
document.addEventListener("htmx:load", settle); // a form or an answer was swapped in
window.addEventListener("online", () => document.querySelectorAll("[data-draft]").forEach(touch));
forget((name) => !person || !name.startsWith(`${MARK}${person} `) || isOld(name));
settle();

function keepHere(form) {
  const typed = [...new FormData(form)].filter(([, value]) => value.trim());
  try {
    sessionStorage.setItem(nameOf(form), JSON.stringify({ at: Date.now(), typed }));
    say(form, "The network is away. Kept in this tab until it is back, or until you sign out.");
  } catch {
    say(form, "The network is away. What you typed is on this page only.");
  }
  clearTimeout(idle);
  if (IDLE_MS) idle = setTimeout(() => forget(() => true), IDLE_MS);
}

function settle() {
  for (const answer of document.querySelectorAll("[data-committed]")) {
    forget((name) => name === `${MARK}${person} ${answer.dataset.committed}`);
  }
  const form = document.querySelector("[data-draft]");
  const kept = form && read(nameOf(form));
  if (!kept) return;
  fill(form, kept.typed);
  touch(form);
}

function fill(form, typed) {
  for (const field of form.elements) {
    const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.matches("textarea, select, [type=text], [name=seen]")) field.value = values[0] ?? "";
  }
}

// as if something had been typed: the draft is sent again
function touch(form) {
  if (read(nameOf(form))) form.dispatchEvent(new Event("input", { bubbles: true }));
}

function say(form, words) {
  const said = form.querySelector("#draft-said");
  if (said) said.textContent = words;
}

function isOld(name) {
  const kept = read(name);
  return !kept || (IDLE_MS && Date.now() - kept.at > IDLE_MS);
}

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function forget(which) {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(MARK) && which(name)) sessionStorage.removeItem(name);
    }
  } catch {
    return; // storage is not allowed here: then nothing was kept
  }
}
