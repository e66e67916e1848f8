// Drags a case of a set to another place, by mouse, pen or finger; the buttons beside it do the same by keyboard.

const EDGE = 48; // px from the window's edge
const STEP = 12;

let dragged;
let before; // the order as it was

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".set-grip");
  if (!grip || event.button) return;
  event.preventDefault();
  dragged = grip.closest(".set-step");
  before = order();
  grip.setPointerCapture(event.pointerId);
  dragged.classList.add("set-step-held");
});

document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  follow(event.clientY);
  for (const step of dragged.parentElement.children) {
    if (step === dragged) continue;
    const { top, bottom } = step.getBoundingClientRect();
    if (event.clientY < top || event.clientY > bottom) continue;
    if (event.clientY < (top + bottom) / 2) step.before(dragged);
    else step.after(dragged);
    return;
  }
});

for (const over of ["pointerup", "pointercancel"]) {
  document.addEventListener(over, () => {
    if (!dragged) return;
    dragged.classList.remove("set-step-held");
    dragged = undefined;
    if (order() !== before) document.getElementById("set-order").requestSubmit();
  });
}

// A set longer than its room comes along when the hand nears an edge.
function follow(y) {
  const side = dragged.closest(".set-side");
  const room = side.scrollHeight > side.clientHeight ? side : document.scrollingElement;
  if (y < EDGE) room.scrollBy(0, -STEP);
  else if (y > innerHeight - EDGE) room.scrollBy(0, STEP);
}

// The fields of the order stand in the steps themselves, so that moving these is all there is to do.
function order() {
  return [...document.querySelectorAll(".set-step > input[name=steps]")].map((field) => field.value).join();
}
