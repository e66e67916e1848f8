// The transcript editor's keys: film and lines by Alt with a letter, from wherever the cursor is. Nothing typed
// without Alt is taken, and AltGr (Ctrl with Alt) goes on making letters.

const form = document.getElementById("words");
const KEYS = {
  KeyJ: "back", KeyK: "play", Comma: "start", Period: "end", Enter: "split", NumpadEnter: "split", KeyM: "merge",
  ArrowUp: "up", ArrowDown: "down",
}; // prettier-ignore
const BACK_S = 3;
let hand = null; // the number of the cue in hand
let cursor = null; // where the cursor last stood in its words

const film = () => document.querySelector("clip-player video");
const linesOf = () => [...form.querySelectorAll("[data-cue]")];
const save = (act, more) => form.dispatchEvent(new CustomEvent("lines-act", { detail: { act, ...more } }));
const field = (name) => form.elements.namedItem(name);
const lineOf = (id) => document.getElementById(`line-${id}`);
const timeOf = (kind, id) => read(field(`${kind}-${id}`)?.value ?? "");

function read(text) {
  return text.split(":").reduce((sum, part) => sum * 60 + Number(part.replace(",", ".")), 0);
}

function written(seconds) {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const two = (number, length = 2) => String(number).padStart(length, "0");
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  const rest = `${two(Math.floor(ms / 1000) % 60)}.${two(ms % 1000, 3)}`;
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

const ACTS = {
  back: () => film() && (film().currentTime = Math.max(0, film().currentTime - BACK_S)),
  play: () => film() && (film().paused ? film().play().catch(() => {}) : film().pause()),
  start: () => setTime("start"),
  end: () => setTime("end"),
  split: () => act("split", { at: cursor ?? field(`text-${hand}`).selectionStart, now_ms: now() }),
  merge: () => act("merge"),
  up: () => go(-1),
  down: () => go(1),
};

const now = () => (film() ? Math.round(film().currentTime * 1000) : "");

function setTime(kind) {
  const input = field(`${kind}-${hand}`);
  if (!input || !film()) return;
  input.value = written(film().currentTime);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function act(name, more = {}) {
  if (hand) save(`${name}-${hand}`, Object.fromEntries(Object.entries(more).filter(([, value]) => value !== "")));
}

function go(step) {
  const lines = linesOf();
  const place = lines.findIndex((line) => line.dataset.cue === hand);
  const next = lines[Math.min(Math.max(place + step, 0), lines.length - 1)];
  if (next) focusOn(next.dataset.cue);
}

function focusOn(id) {
  const text = field(`text-${id}`);
  if (!text) return;
  text.focus();
  text.setSelectionRange(0, 0);
  take(id);
}

function take(id) {
  hand = id;
  for (const line of linesOf()) line.classList.toggle("in-hand", line.dataset.cue === id);
  const number = lineOf(id)?.querySelector(".cue-number").textContent;
  if (number) document.getElementById("in-hand").textContent = number;
}

function mark() {
  const at = film().currentTime;
  const heard = linesOf().find(({ dataset: { cue } }) => timeOf("start", cue) <= at && at < timeOf("end", cue));
  for (const line of linesOf()) {
    if (line !== heard) line.removeAttribute("aria-current");
  }
  if (!heard || heard.hasAttribute("aria-current")) return;
  heard.setAttribute("aria-current", "true");
  // Only where nobody is writing does the line heard become the one in hand and come into view by itself.
  const { activeElement } = document;
  if (activeElement !== document.body && !activeElement.closest("clip-player")) return;
  take(heard.dataset.cue);
  if (!film().paused) heard.scrollIntoView({ block: "nearest" });
}

// The captions on the film are those that stand in the fields.
function captions() {
  const track = [...(film()?.textTracks ?? [])].find((one) => one.kind === "captions");
  if (!track?.cues) return;
  for (const cue of [...track.cues]) track.removeCue(cue);
  for (const { dataset: { cue } } of linesOf()) {
    const [start, end, text] = [timeOf("start", cue), timeOf("end", cue), field(`text-${cue}`).value.trim()];
    if (!(end > start) || !text || field(`kind-${cue}`).value === "seen") continue;
    const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    track.addCue(new VTTCue(start, end, escaped));
  }
}

function count() {
  const find = field("find").value;
  const all = linesOf().map((line) => field(`text-${line.dataset.cue}`).value).join("\n");
  const same = field("match_case").checked ? [all, find] : [all.toLowerCase(), find.toLowerCase()];
  const places = find.trim() ? same[0].split(same[1]).length - 1 : 0;
  document.getElementById("found").textContent = find.trim() ? `${places} ${places === 1 ? "place" : "places"}` : "";
}

addEventListener("keydown", (event) => {
  const wanted = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && KEYS[event.code];
  if (!wanted) return;
  event.preventDefault();
  if (event.target.matches?.("textarea")) cursor = event.target.selectionStart;
  ACTS[wanted]();
});

form.addEventListener("focusin", (event) => {
  const line = event.target.closest("[data-cue]");
  if (line) take(line.dataset.cue);
});

form.addEventListener("focusout", (event) => {
  if (event.target.matches("textarea")) cursor = event.target.selectionStart;
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.do) ACTS[button.dataset.do]();
  if (button?.dataset.hear && film()) {
    film().currentTime = timeOf("start", button.dataset.hear);
    film().play().catch(() => {});
  }
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = event.submitter?.value ?? "save";
  const more = {};
  if (wanted === "replace") for (const name of ["find", "replacement"]) more[name] = field(name).value;
  if (wanted === "replace" && field("match_case").checked) more.match_case = "1";
  if (wanted === "shift") for (const name of ["first", "last", "by"]) more[name] = field(name).value;
  if (wanted === `split-${hand}` && cursor) Object.assign(more, { at: cursor, now_ms: now() });
  save(wanted, more);
});

form.addEventListener("input", (event) => {
  if (["find", "match_case"].includes(event.target.name)) count();
});

form.addEventListener("lines-saved", ({ detail: { focus } }) => {
  captions();
  count();
  if (Number(focus)) focusOn(focus);
  else take(hand && lineOf(hand) ? hand : linesOf()[0]?.dataset.cue);
});

// Media events do not bubble; they are caught on the way down.
document.addEventListener("timeupdate", mark, true);
document.addEventListener("seeked", mark, true);

document.getElementById("keys").hidden = !film();
if (linesOf().length) take(linesOf()[0].dataset.cue);
