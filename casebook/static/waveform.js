// Draws how loud the clip is, where its lines stand and where the film is; a press goes there.

const canvas = document.getElementById("wave");
const form = document.getElementById("words");
const film = () => document.querySelector("clip-player video");
const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part.replace(",", ".")), 0);
let peaks;

async function begin() {
  const answer = await fetch(canvas.dataset.peaks);
  if (!answer.ok) return canvas.remove();
  peaks = await answer.json();
  for (const kind of ["timeupdate", "seeked", "durationchange"]) document.addEventListener(kind, draw, true);
  for (const kind of ["input", "lines-saved"]) form.addEventListener(kind, draw);
  new ResizeObserver(draw).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

const length = () => (peaks.length * peaks.samples_per_pixel) / peaks.sample_rate;

function draw() {
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const colour = (name) => getComputedStyle(canvas).getPropertyValue(name);
  const at = (time) => (time / length()) * width;
  for (const line of form.querySelectorAll("[data-cue]")) {
    const [start, end] = ["start", "end"].map((kind) => seconds(form.elements[`${kind}-${line.dataset.cue}`].value));
    if (!(end > start)) continue;
    pen.fillStyle = colour(line.hasAttribute("aria-current") ? "--accent-soft" : "--accent-tint");
    pen.fillRect(at(start) + 0.5, 2, Math.max(at(end) - at(start) - 1, 1), height - 4);
  }
  pen.fillStyle = colour("--accent");
  const loudest = Math.max(12, ...peaks.data.map(Math.abs));
  for (let x = 0; x < width; x += 2) {
    const [from, to] = [x, x + 2].map((place) => Math.floor((place / width) * peaks.length) * 2);
    const part = peaks.data.slice(from, Math.max(to, from + 2));
    const tall = Math.max(1, (Math.max(...part.map(Math.abs)) / loudest) * (height - 12));
    pen.fillRect(x, (height - tall) / 2, 1.25, tall);
  }
  pen.fillStyle = colour("--mark");
  if (film()) pen.fillRect(at(film().currentTime) - 1, 0, 2, height);
}

if (canvas) {
  canvas.addEventListener("click", (event) => {
    if (film() && peaks) film().currentTime = (event.offsetX / canvas.clientWidth) * length();
  });
  begin().then(() => peaks && draw());
}
