// Says before the page is drawn that scripts run, so that what only they can do is shown, and nothing jumps.
document.documentElement.dataset.js = "";
