// What comes back from a form takes its place, also when something is missing (422). When it could not be taken at all,
// the form stays as it is, with everything typed, and says above its button what happened.

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:beforeRequest", (event) => formOf(event)?.parentElement.querySelector(".told-wrong")?.remove());

document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const words = page.querySelectorAll("[data-tell]");
  tell(event, words.length ? [...words].map(copied) : ["That could not be taken just now. Try again in a moment."]);
});

for (const kind of ["htmx:sendError", "htmx:timeout"]) {
  const lost = ["This did not reach us. What you typed is still here; try again when the network is back."];
  document.addEventListener(kind, (event) => tell(event, lost));
}

// a draft that could not be kept says so itself
const formOf = (event) => (event.detail.elt?.matches?.("[data-autosave]") ? null : event.detail.elt?.closest?.("form"));

function copied(words) {
  const part = document.createElement("p");
  part.append(...words.cloneNode(true).childNodes);
  return part;
}

function tell(event, words) {
  const form = formOf(event);
  if (!form) return; // a part that asks again by itself says nothing
  const box = document.createElement("div");
  box.className = "nhsuk-error-summary told-wrong";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  box.append(...words);
  const acts = form.querySelector(".acts");
  if (acts) acts.before(box);
  else form.after(box);
  if (acts) box.focus();
}
