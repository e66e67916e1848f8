// Tells the server where she stopped: when the film is paused or ends, and when the page is left. Nothing is kept here.
// And lets a bookmark of a moment take the moment the film stands at.

const room = document.querySelector("[data-places]");
const film = () => document.querySelector("clip-player video");
const at = () => Math.round((film()?.currentTime ?? 0) * 1000);
let told = "";

function tell() {
  const player = document.querySelector("clip-player");
  const place = { case: room.dataset.case, clip: player?.getAttribute("clip") ?? "", ms: at() || startMs(player) };
  const said = JSON.stringify(place);
  if (said === told) return;
  told = said;
  const form = new URLSearchParams({ ...place, person: document.body.dataset.person });
  navigator.sendBeacon(room.dataset.places, form);
}

// A film that was not begun stands where the address put it.
const startMs = (player) => Number(player?.getAttribute("start-ms") ?? 0);

if (room && document.body.dataset.person) {
  document.addEventListener("pause", tell, true); // media events are caught on the way down
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tell());
  window.addEventListener("pagehide", tell);
}

document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.querySelector("[data-ms]");
    if (field && film()) field.value = at() || startMs(film().closest("clip-player"));
  },
  true,
);
