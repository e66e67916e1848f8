// Where the film waits, the question takes over: it is brought into view and gets the focus.
document.addEventListener("clip-waits", async () => {
  if (document.fullscreenElement) await document.exitFullscreen();
  const question = document.getElementById("question");
  if (!question) return;
  question.focus({ preventScroll: true });
  const { top } = question.getBoundingClientRect();
  if (top > 0 && top < innerHeight * 0.6) return;
  const gentle = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.getElementById("decision").scrollIntoView({ block: "start", behavior: gentle ? "smooth" : "instant" });
});
