// Where a clip begins and ends can be taken from the player, in the recording's own time.
for (const button of document.querySelectorAll("[data-take]")) {
  button.hidden = !document.querySelector("video");
  button.addEventListener("click", () => {
    const video = document.querySelector("video");
    if (!video) return;
    const seconds = Number(document.querySelector("[data-in-ms]")?.dataset.inMs ?? 0) / 1000 + video.currentTime;
    const minutes = Math.floor(seconds / 60);
    const field = document.getElementById(button.dataset.take);
    field.value = `${minutes}:${(seconds - minutes * 60).toFixed(2).padStart(5, "0")}`;
    field.focus();
  });
}
