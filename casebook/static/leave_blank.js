// A place on a line can be taken back, which radios alone do not allow.
document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-leave-blank]");
  if (!clear) return;
  const line = clear.closest("fieldset");
  for (const place of line.querySelectorAll("input")) place.checked = false;
  line.querySelector("input").focus();
  line.dispatchEvent(new Event("change", { bubbles: true }));
});
