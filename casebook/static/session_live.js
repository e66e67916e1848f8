// Hears when a teaching session moves, and lets the part that shows it ask what is new. While events come, the part does
// not ask by itself every three seconds; where they do not come, or are held back on the way, it goes on asking.

const watches = document.querySelector("[data-watches]");
let hears = false;
let heard = false;

const part = () => document.querySelector("#pulse, #seat-top");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt === part() && hears && !heard) event.preventDefault();
  heard = false;
});

function ask() {
  const now = part();
  if (!now) return;
  heard = true;
  now.dispatchEvent(new CustomEvent("pulse"));
}

function listen() {
  const events = new EventSource(watches.dataset.watches);
  events.addEventListener("pulse", (event) => {
    hears = true;
    // many phones hear the same word at once: each waits a moment of its own
    if (part()?.dataset.seen !== event.data) setTimeout(ask, Math.random() * 400);
  });
  events.addEventListener("over", () => {
    events.close();
    location.reload(); // the sign-in has ended, and the page says so
  });
  events.addEventListener("still", () => {
    if (!part()?.dataset.seen) events.close(); // the session is over: an open page is not being there any more
  });
  events.addEventListener("error", () => (hears = false));
}

if (watches && part()?.dataset.seen) listen();
