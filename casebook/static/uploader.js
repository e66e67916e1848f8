// Sends a recording by tus: in pieces, with figures, pause, and going on after a lost network, a reload or a new day.

const PIECE = 8 * 1024 * 1024;
const WAITS = [0, 1000, 3000, 5000, 10000, 15000, 30000];
const STILL_MS = 30_000; // a connection that moves nothing for so long is given up and made anew

const form = document.querySelector("#send");
const panel = document.querySelector("#sending");
const part = (name) => panel.querySelector(`[data-${name}]`);
const bar = panel.querySelector("progress");
const KNOWN = [...document.querySelectorAll("[data-unfinished]")];

let current; // the upload that is under way
let running = false; // false: paused by a person
let marks = []; // [time, bytes] of the last seconds
let moved = 0;

form.addEventListener("submit", (event) => {
  const file = form.elements.file.files[0];
  if (!file || !window.tus?.isSupported) return; // the form itself says what is missing, or sends it plainly
  const pictures = form.elements.medium.value === "slideshow" ? stills() : [];
  if (form.elements.medium.value === "slideshow" && !pictures.length) return;
  event.preventDefault();
  send(file, pictures);
});

// A file that is known is one to go on with; say so where it is chosen.
form.elements.file.addEventListener("change", () => {
  const known = unfinished(form.elements.file.files[0]);
  form.querySelector(".act").textContent = known ? "Go on with it" : "Send it";
  if (known && !form.elements.title.value) form.elements.title.value = known.dataset.title;
});

function unfinished(file) {
  return file && KNOWN.find((one) => one.dataset.name === file.name && Number(one.dataset.length) === file.size);
}

function stills() {
  return [...form.querySelectorAll("[data-still]")]
    .map((row) => [...row.querySelectorAll("input")])
    .filter(([picture]) => picture.files.length)
    .map(([picture, at, alt]) => ({ file: picture.files[0], at: String(asMs(at.value)), alt: alt.value }));
}

function asMs(time) {
  const seconds = time.trim().replace(",", ".").split(":").reduce((sum, one) => sum * 60 + Number(one || 0), 0);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0;
}

async function send(file, pictures) {
  const known = unfinished(file);
  const batch = pictures.length && !known ? crypto.randomUUID() : "";
  form.hidden = true;
  for (const one of KNOWN) one.closest("section").hidden = true;
  panel.hidden = false;
  part("name").textContent = form.elements.title.value || file.name;
  panel.focus();
  try {
    if (!known) {
      for (const [number, one] of pictures.entries()) {
        say(`Sending picture ${number + 1} of ${pictures.length} …`);
        await through(one.file, { medium: "picture", batch, at: one.at, alt: one.alt }, undefined);
      }
    }
    say("");
    const words = { title: form.elements.title.value, medium: form.elements.medium.value };
    await through(file, batch ? { ...words, batch } : words, known?.dataset.unfinished);
  } catch (wrong) {
    if (!wrong) return; // given up by a person
    say(wrong.message);
    part("pause").hidden = true;
    part("give-up").textContent = "Back to the form";
    current = undefined;
    return;
  }
  running = false;
  location.assign(form.dataset.done);
}

// One file, all the way. Rejects only with what waiting will not mend; with nothing when a person gave up.
function through(file, words, address) {
  return new Promise((resolve, reject) => {
    const upload = new window.tus.Upload(file, {
      endpoint: form.getAttribute("action"),
      uploadUrl: address ?? null,
      chunkSize: PIECE,
      retryDelays: WAITS,
      storeFingerprintForResuming: false, // the server knows what is unfinished; this computer keeps nothing
      metadata: Object.fromEntries(Object.entries({ filename: file.name, ...words }).filter(([, word]) => word)),
      onProgress: (sent, all) => progress(sent, all),
      onShouldRetry: () => running && navigator.onLine,
      onSuccess: () => resolve(),
      onError: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (status === 401) return reject(new Error("Your sign-in has ended. Sign in again in another tab, then choose the same file here: what has arrived is kept."));
        if (status >= 400 && ![408, 409, 423, 429].includes(status) && status < 500)
          return reject(new Error(error.originalResponse.getBody().trim() || "This recording was not taken."));
        if (status === 507) return reject(new Error(error.originalResponse.getBody().trim()));
        waitForNetwork();
      },
    });
    current = { upload, giveUp: () => reject() };
    running = true;
    marks = [];
    moved = performance.now();
    upload.start();
  });
}

function progress(sent, all) {
  if (!running || !navigator.onLine) return; // a last word of a connection that is gone
  const time = performance.now();
  moved = time;
  marks.push([time, sent]);
  marks = marks.filter(([then]) => time - then < 8000);
  const [[first, before]] = marks;
  const rate = time - first > 500 ? ((sent - before) / (time - first)) * 1000 : 0;
  bar.value = Math.round((sent / all) * 1000);
  part("bytes").textContent = `${size(sent)} of ${size(all)}`;
  part("rate").textContent = rate > 0 ? `${size(rate)}/s` : "–";
  part("left").textContent = rate > 0 ? clock((all - sent) / rate) : "–";
  say(sent === all ? "All of it has arrived; we look whether it is whole …" : "");
}

function waitForNetwork() {
  if (!running) return;
  marks = [];
  part("rate").textContent = part("left").textContent = "–";
  say("The network is away. What has arrived is kept; this goes on by itself.");
}

function goOn() {
  if (!current || !running) return;
  moved = performance.now();
  current.upload.abort().then(() => running && current?.upload.start());
}

addEventListener("online", goOn);
addEventListener("offline", waitForNetwork);
setInterval(() => {
  if (running && current && navigator.onLine && performance.now() - moved > STILL_MS) goOn();
}, 5000);
setInterval(() => {
  if (running && current && navigator.onLine && part("says").textContent.startsWith("The network")) goOn();
}, 10_000);
addEventListener("beforeunload", (event) => {
  if (running && current) event.preventDefault();
});

part("pause").addEventListener("click", () => {
  running = !running;
  part("pause").textContent = running ? "Pause" : "Go on";
  if (running) return goOn();
  current.upload.abort();
  part("rate").textContent = part("left").textContent = "–";
  say("Paused. What has arrived is kept.");
});

part("give-up").addEventListener("click", async () => {
  const stopped = current;
  running = false;
  if (stopped) {
    await stopped.upload.abort(true).catch(() => undefined);
    stopped.giveUp();
  }
  current = undefined;
  location.reload();
});

function say(words) {
  if (part("says").textContent !== words) part("says").textContent = words;
}

function size(bytes) {
  for (const [unit, worth] of [["GB", 2 ** 30], ["MB", 2 ** 20], ["kB", 2 ** 10]])
    if (bytes >= worth) return `${(bytes / worth).toFixed(1)} ${unit}`;
  return `${Math.round(bytes)} bytes`;
}

function clock(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
