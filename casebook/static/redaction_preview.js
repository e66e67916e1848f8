// What is planned, played as it will be: muted, bleeped, blurred or left out. The film itself is not changed yet.

const BEFORE_S = 2;
const buttons = [...document.querySelectorAll("[data-preview]")];
const video = () => document.querySelector("clip-player video");
const mark = document.getElementById("preview-mark");
const spans = buttons.map((button) => ({
  way: button.dataset.preview,
  start: button.dataset.start / 1000,
  end: button.dataset.end / 1000,
  box: (button.dataset.box || "0 0 100 100").split(" ").map(Number),
}));
let on = false;
let last = 0;
let muted;
let sound;
let tone;
let cover;

function bleep(wanted) {
  if (wanted && !tone) {
    sound ??= new AudioContext();
    tone = sound.createOscillator();
    const quiet = sound.createGain();
    quiet.gain.value = 0.1;
    tone.frequency.value = 1000;
    tone.connect(quiet).connect(sound.destination);
    tone.start();
  } else if (!wanted && tone) {
    tone.stop();
    tone = undefined;
  }
}

function blur(box) {
  if (!box) {
    cover?.remove();
    cover = undefined;
    return;
  }
  const stage = video().closest("clip-player");
  if (!cover) {
    cover = document.createElement("div");
    cover.className = "redact-cover";
    stage.append(cover);
  }
  const frame = video().getBoundingClientRect();
  const whole = stage.getBoundingClientRect();
  const shown = Math.min(frame.width / video().videoWidth, frame.height / video().videoHeight);
  const [wide, high] = [video().videoWidth * shown, video().videoHeight * shown];
  const [left, top] = [frame.left - whole.left + (frame.width - wide) / 2, frame.top - whole.top + (frame.height - high) / 2];
  const places = { left: left + (wide * box[0]) / 100, top: top + (high * box[1]) / 100, width: (wide * box[2]) / 100, height: (high * box[3]) / 100 };
  for (const [name, value] of Object.entries(places)) cover.style.setProperty(name, `${value}px`);
}

function stop() {
  if (!on) return;
  on = false;
  mark.hidden = true;
  bleep(false);
  blur();
  if (video() && muted !== undefined) video().muted = muted;
  muted = undefined;
}

function look() {
  const film = video();
  if (!on || !film) return;
  if (film.currentTime >= last) {
    film.pause();
    return stop();
  }
  const now = spans.filter(({ start, end }) => film.currentTime >= start - 0.05 && film.currentTime < end);
  const cut = now.find(({ way }) => way === "cut");
  if (cut) film.currentTime = cut.end;
  film.muted = muted || now.some(({ way }) => way !== "blur");
  bleep(!film.paused && now.some(({ way }) => way === "bleep"));
  blur(now.find(({ way }) => way === "blur")?.box);
  requestAnimationFrame(look);
}

for (const [number, button] of buttons.entries()) {
  button.hidden = !video();
  button.addEventListener("click", () => {
    stop();
    const film = video();
    on = true;
    mark.hidden = false;
    muted = film.muted;
    last = Math.min(spans[number].end + BEFORE_S, film.duration || Infinity) - 0.05;
    film.currentTime = Math.max(spans[number].start - BEFORE_S, 0);
    film.play().catch(stop);
    look();
  });
}
document.addEventListener("pause", () => bleep(false), true);
