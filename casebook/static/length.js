// Says how long a text is, beside it, as it is typed.

const grouped = new Intl.NumberFormat("en-GB");

document.addEventListener("input", (event) => {
  const told = document.querySelector(`[data-length-of="${event.target.id}"]`);
  if (told) tell(told, event.target.value.length);
});

function tell(told, length) {
  const most = Number(told.dataset.most);
  told.textContent = `${grouped.format(length)} of ${grouped.format(most)} characters, kept exactly as you type them.`;
  told.classList.toggle("too-long", length > most);
}
