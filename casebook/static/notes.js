// A note is written where the film is, and a range that was noted plays again and again until told otherwise.

const playerOf = (part) => document.querySelector(`clip-player[clip="${part.closest("[id^=notes-]").id.slice(6)}"]`);
let looping = null; // {video, from, until}, in seconds

document.addEventListener("click", (event) => {
  const part = event.target.closest("[data-note-here], [data-until-now], [data-at]");
  const player = part && playerOf(part);
  if (!player) return;
  const { video } = player;
  if (part.matches("[data-note-here]")) fill(part.parentElement.querySelector("[data-from]"), video);
  else if (part.matches("[data-until-now]")) fill(part.parentElement.querySelector("[data-until]"), video);
  else if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    loop(part, video);
  }
});

function fill(field, video) {
  if (video.currentTime > 0) field.value = clock(video.currentTime);
}

function loop(link, video) {
  const [from, until] = [Number(link.dataset.at) / 1000, Number(link.dataset.until) / 1000];
  const again = looping?.video === video && looping.from === from && looping.until === until;
  looping = until > from && !again ? { video, from, until } : null;
  if (again) return; // chosen a second time, the film goes on past its end
  video.currentTime = from;
  video.play().catch(() => {}); // the browser may want a press on the film itself first
}

document.addEventListener(
  "timeupdate",
  ({ target }) => {
    if (target === looping?.video && target.currentTime >= looping.until) target.currentTime = looping.from;
  },
  true,
);

const clock = (seconds) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(3).padStart(6, "0")}`;
