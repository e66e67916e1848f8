// The box to blur, drawn on the picture that the player shows; its fields say the same and can be typed.

const still = document.querySelector(".redact-still");
const video = () => document.querySelector("clip-player video");

if (still) {
  const [canvas, drawn, rect] = ["canvas", "svg", "rect"].map((name) => still.querySelector(name));
  const sides = Object.fromEntries(["left", "top", "width", "height"].map((name) => [name, document.getElementById(name)]));
  document.getElementById("box-hint").hidden = false;

  const show = () => {
    for (const [side, place] of Object.entries({ left: "x", top: "y", width: "width", height: "height" })) {
      rect.setAttribute(place, sides[side].value || 0);
    }
  };
  const take = () => {
    if (!video()?.videoWidth || video().readyState < 2) return;
    [canvas.width, canvas.height] = [video().videoWidth, video().videoHeight];
    canvas.getContext("2d").drawImage(video(), 0, 0);
    canvas.hidden = false;
    still.querySelector("img")?.remove();
  };
  let from;
  const at = (event) => {
    const { left, top, width, height } = drawn.getBoundingClientRect();
    const part = (place) => Math.min(Math.max(Math.round(place * 100), 0), 100);
    return [part((event.clientX - left) / width), part((event.clientY - top) / height)];
  };
  const draw = (event) => {
    if (!from) return;
    const to = at(event);
    const [left, top] = [0, 1].map((axis) => Math.min(from[axis], to[axis], 98));
    Object.assign(sides.left, { value: left });
    Object.assign(sides.top, { value: top });
    Object.assign(sides.width, { value: Math.min(Math.max(Math.abs(to[0] - from[0]), 2), 100 - left) });
    Object.assign(sides.height, { value: Math.min(Math.max(Math.abs(to[1] - from[1]), 2), 100 - top) });
    show();
  };
  drawn.addEventListener("pointerdown", (event) => {
    from = at(event);
    drawn.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  drawn.addEventListener("pointermove", draw);
  drawn.addEventListener("pointerup", () => (from = undefined));
  drawn.addEventListener("pointercancel", () => (from = undefined));
  for (const field of Object.values(sides)) field.addEventListener("input", show);
  for (const kind of ["seeked", "pause", "loadeddata"]) document.addEventListener(kind, take, true);
  show();
}
