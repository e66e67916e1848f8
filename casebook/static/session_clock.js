// Counts a phase's clock down. It is the server's clock: the page was told how many seconds are left, so that a phone
// whose own clock is wrong shows the same. Nothing happens when it has run out.

function begin(clock) {
  clock.dataset.until = performance.now() / 1000 + Number(clock.dataset.left);
}

function tick() {
  for (const clock of document.querySelectorAll("[data-left]")) {
    if (!clock.dataset.until) begin(clock);
    const left = Math.max(0, Math.round(clock.dataset.until - performance.now() / 1000));
    const words = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "Time is up";
    if (clock.textContent !== words) clock.textContent = words;
  }
}

setInterval(tick, 500);
tick();
