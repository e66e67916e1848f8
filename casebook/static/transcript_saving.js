// Keeps what is typed in the transcript: saved a moment after the last key, and what became of it said in words.
// The whole form could be sent as it is; this sends the fields that differ and takes back the lines. Asked for by the
// event `lines-act` with what to do and what it needs; tells of each save by `lines-saved`.

const form = document.getElementById("words");
const PAUSE_MS = 900;
const AGAIN_MS = 8000;
const said = document.getElementById("saved");
const changed = new Map(); // field name -> what is in it and has not been saved
let timer, running = null, held = false; // held: somebody else saved meanwhile, and a person decides

const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const field = (name) => form.elements.namedItem(name);

function note(input) {
  if (!/^(text|speaker|start|end|kind)-|^described$/.test(input.name)) return;
  changed.set(input.name, input.value);
  if (held) return;
  say("Not saved yet");
  clearTimeout(timer);
  timer = setTimeout(() => save(), PAUSE_MS);
}

// One at a time: an act waits for the save before it, because each names the version it has seen.
async function save(act = "save", more = {}) {
  clearTimeout(timer);
  while (running) await running;
  if (act === "save" && !changed.size) return true;
  running = send(act, more);
  try {
    return await running;
  } finally {
    running = null;
  }
}

async function send(act, more) {
  const sent = new Map(changed);
  const body = new URLSearchParams([...sent, ["version", field("version").value], ["act", act], ...Object.entries(more)]);
  say("Saving…");
  let answer, text;
  try {
    answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true", Accept: "text/html" } });
    text = await answer.text();
  } catch {
    return failed("there is no connection", true);
  }
  const lines = new DOMParser().parseFromString(text, "text/html").getElementById("lines");
  if (!lines) return failed(why(answer.status), answer.status >= 500);
  if (answer.status === 409) return told(lines);
  held = false;
  for (const [name, value] of sent) if (changed.get(name) === value) changed.delete(name);
  if (act === "save" && !lines.querySelector(".nhsuk-error-message")) take(lines);
  else swap(lines);
  say(lines.querySelector("[aria-invalid]") ? "Saved, but for the times marked" : `Saved ${clock()}`);
  if (changed.size) timer = setTimeout(() => save(), PAUSE_MS);
  form.dispatchEvent(new CustomEvent("lines-saved", { detail: { focus: act === "save" ? "" : lines.dataset.focus } }));
  return true;
}

function why(status) {
  if (status === 401 || status === 403) return "you are signed out; sign in again in another tab, then press Save";
  if (status === 404) return "the clip may have been withdrawn";
  return status === 413 ? "it is too much at once" : "something went wrong here";
}

function failed(reason, again) {
  say(`Not saved: ${reason}. Your words are kept here.`, true);
  if (again) timer = setTimeout(() => save(), AGAIN_MS);
  return false;
}

function told(lines) {
  held = true;
  swap(lines);
  for (const one of form.querySelectorAll("[data-theirs]")) {
    const input = field(one.dataset.theirs);
    if (input) changed.set(input.name, input.value);
  }
  say("Not saved: changed elsewhere. Your words are kept here.", true);
  return false;
}

// After a save the fields stay as they are under the typing hand; only what is said about them is taken over.
function take(lines) {
  field("version").value = lines.dataset.version;
  document.getElementById("lines").dataset.version = lines.dataset.version;
  document.getElementById("state").replaceWith(lines.querySelector("#state"));
  for (const old of form.querySelectorAll(".clash, .theirs, #lines .nhsuk-error-message, .said")) old.remove();
  for (const fresh of lines.querySelectorAll("[data-cue]")) {
    const id = fresh.dataset.cue;
    const advice = document.getElementById(`advice-${id}`);
    if (!advice) continue;
    advice.textContent = fresh.querySelector(".advice").textContent;
    const text = field(`text-${id}`);
    if (advice.textContent) text.setAttribute("aria-describedby", advice.id);
    else text.removeAttribute("aria-describedby");
    for (const kind of ["start", "end"]) field(`${kind}-${id}`).removeAttribute("aria-invalid");
  }
  fileVersion();
}

function swap(lines) {
  document.getElementById("lines").replaceWith(lines);
  for (const [name, value] of changed) {
    const input = field(name);
    if (input) input.value = value;
    else changed.delete(name);
  }
  enableDescribed();
  fileVersion();
}

// The words a program drafted have come in, or how far it is: the same lines, asked for by the page itself.
function drafted({ target }) {
  if (target.id !== "lines") return;
  enableDescribed();
  fileVersion();
  form.dispatchEvent(new CustomEvent("lines-saved", { detail: { focus: "" } }));
}

function enableDescribed() {
  const described = field("described");
  if (described) described.disabled = field("version").value === "0";
}

// The other form on the page names the version too.
function fileVersion() {
  const other = document.querySelector('#file [name="version"]');
  if (other) other.value = field("version").value;
}

function say(words, wrong = false) {
  if (said.textContent !== words) said.textContent = words;
  said.classList.toggle("not-saved", wrong);
}

if (form) {
  form.addEventListener("input", (event) => note(event.target));
  form.addEventListener("htmx:afterSettle", drafted);
  form.addEventListener("lines-act", ({ detail: { act, ...more } }) => save(act, more));
  addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });
  // A file takes the place of lines as they are kept, so what was typed is kept first.
  document.querySelector("#file form").addEventListener("submit", async (event) => {
    if (!changed.size) return;
    event.preventDefault();
    if (await save()) event.target.requestSubmit();
  });
  addEventListener("online", () => changed.size && !held && save());
}
