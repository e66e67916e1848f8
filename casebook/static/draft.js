// An answer not yet committed is kept in this tab, so that another clip, a reload or Back does not lose it. It is
// forgotten on commit, on signing out, and when somebody else signs in here.

const MARK = "draft ";
const person = document.body.dataset.person ?? "";
const nameOf = (form) => `${MARK}${person} ${form.dataset.draft}`;

document.addEventListener("input", keep);
document.addEventListener("change", keep);
document.addEventListener("submit", (event) => event.target.matches("[data-forget]") && forget(() => true));
document.addEventListener("htmx:load", settle); // a form or an answer was swapped in
if (person) forget((name) => !name.startsWith(`${MARK}${person} `));
settle();

function keep(event) {
  const form = event.target.closest("[data-draft]");
  if (!form) return;
  const typed = [...new FormData(form)].filter(([, value]) => value.trim());
  try {
    if (typed.length) sessionStorage.setItem(nameOf(form), JSON.stringify(typed));
    else sessionStorage.removeItem(nameOf(form));
  } catch {
    form.querySelector("[data-kept]").hidden = true; // no room, or not allowed: then nothing is promised
  }
}

function settle() {
  for (const answer of document.querySelectorAll("[data-committed]")) {
    forget((name) => name === `${MARK}${person} ${answer.dataset.committed}`);
  }
  const form = document.querySelector("[data-draft]");
  if (form) restore(form);
}

function restore(form) {
  try {
    const kept = sessionStorage.getItem(nameOf(form));
    if (kept) fill(form, new Map(JSON.parse(kept)));
    form.querySelector("[data-kept]").hidden = false;
  } catch {
    return; // storage is not allowed here: the form works as it would without
  }
}

function fill(form, typed) {
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = typed.get(field.name) === field.value;
    else if (field.tagName === "TEXTAREA") field.value = typed.get(field.name) ?? "";
  }
}

function forget(which) {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(MARK) && which(name)) sessionStorage.removeItem(name);
    }
  } catch {
    return;
  }
}
