// How loud the clip is, under the spans that are planned; a press goes there.

const canvas = document.getElementById("sound");
const film = () => document.querySelector("clip-player video");
let peaks;

function draw() {
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const colour = (name) => getComputedStyle(canvas).getPropertyValue(name);
  pen.fillStyle = colour("--accent");
  const loudest = Math.max(12, ...peaks.data.map(Math.abs));
  for (let x = 0; x < width; x += 2) {
    const [from, to] = [x, x + 2].map((place) => Math.floor((place / width) * peaks.length) * 2);
    const part = peaks.data.slice(from, Math.max(to, from + 2));
    const tall = Math.max(1, (Math.max(...part.map(Math.abs)) / loudest) * (height - 12));
    pen.fillRect(x, (height - tall) / 2, 1.25, tall);
  }
  pen.fillStyle = colour("--mark");
  const length = (peaks.length * peaks.samples_per_pixel) / peaks.sample_rate;
  if (film()) pen.fillRect((film().currentTime / length) * width - 1, 0, 2, height);
}

async function begin() {
  const answer = await fetch(canvas.dataset.peaks);
  if (!answer.ok) return;
  peaks = await answer.json();
  for (const kind of ["timeupdate", "seeked"]) document.addEventListener(kind, draw, true);
  new ResizeObserver(draw).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  canvas.addEventListener("click", (event) => {
    const length = (peaks.length * peaks.samples_per_pixel) / peaks.sample_rate;
    if (film()) film().currentTime = (event.offsetX / canvas.clientWidth) * length;
  });
}

if (canvas) begin();
