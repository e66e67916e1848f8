// The words follow the film and lead to it: the line being said is marked, and a line chosen is played.

const LEAVE_ALONE_MS = 4000; // after someone scrolls the words herself
let scrolledAt = -Infinity;

const linesOf = (key) => document.querySelectorAll(`[data-transcript="${key}"] a`);
const playerOf = (key) => document.querySelector(`clip-player[clip="${key}"]`);

// Media events do not bubble; they are caught on the way down, so that a player swapped in later is heard too.
document.addEventListener(
  "timeupdate",
  (event) => {
    const key = event.target.closest("clip-player")?.getAttribute("clip");
    if (key) mark(linesOf(key), event.target.currentTime * 1000);
  },
  true,
);

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const line = event.target.closest("[data-transcript] a");
  const player = line && playerOf(line.closest("[data-transcript]").dataset.transcript);
  if (!player) return;
  event.preventDefault();
  player.video.currentTime = Number(line.dataset.start) / 1000;
  player.video.play().catch(() => {}); // the browser may want a press on the film itself first
});

for (const kind of ["wheel", "touchmove"]) {
  const note = (event) => {
    if (event.target.closest("[data-transcript]")) scrolledAt = performance.now();
  };
  document.addEventListener(kind, note, { passive: true });
}

function mark(lines, now) {
  let current = null;
  for (const line of lines) {
    if (Number(line.dataset.start) > now + 50) break;
    current = line;
  }
  for (const line of lines) {
    if (line === current || !line.hasAttribute("aria-current")) continue;
    line.removeAttribute("aria-current");
  }
  if (!current || current.hasAttribute("aria-current")) return;
  current.setAttribute("aria-current", "true");
  if (performance.now() - scrolledAt > LEAVE_ALONE_MS) bringIntoBox(current);
}

// Moves the box of words alone; the page stays where it is.
function bringIntoBox(line) {
  const box = line.closest("[data-transcript]");
  const row = line.parentElement;
  const gentle = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  box.scrollTo({ top: row.offsetTop - box.clientHeight / 3, behavior: gentle ? "smooth" : "instant" });
}
