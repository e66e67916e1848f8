// Plays a clip: HLS by hls.js, or by the browser where it plays HLS itself. Nothing plays before a person says so.

const EAGER_SECONDS = 4; // held ready before the first play, so that an unwatched page costs little
const PLAYING_SECONDS = 30;

class ClipPlayer extends HTMLElement {
  connectedCallback() {
    this.video = this.querySelector("video");
    this.start = Number(this.getAttribute("start-ms")) / 1000;
    this.video.removeAttribute("controls"); // media-chrome's stand in their place
    this.video.addEventListener("ended", () => this.stop());
    this.video.addEventListener("play", () => this.resume());
    const until = Number(this.getAttribute("until-ms")) / 1000;
    if (until) this.stopOnceAt(until);
    this.querySelector(".big-play").addEventListener("click", () => this.play());
    this.attach();
  }

  disconnectedCallback() {
    this.hls?.destroy();
  }

  async attach() {
    const address = this.getAttribute("src");
    const Hls = await library(this.getAttribute("hls"));
    if (Hls?.isSupported()) {
      this.querySelector("source")?.remove();
      this.hls = new Hls({
        startPosition: this.start || -1,
        maxBufferLength: EAGER_SECONDS,
        workerPath: this.getAttribute("worker"),
        capLevelToPlayerSize: true,
        renderTextTracksNatively: false, // captions are a track of the page's own
      });
      this.hls.on(Hls.Events.ERROR, (_, error) => error.fatal && this.recover(Hls, error));
      this.hls.loadSource(address);
      this.hls.attachMedia(this.video);
    } else {
      this.video.addEventListener("loadedmetadata", () => (this.video.currentTime = this.start), { once: true });
      this.video.preload = "metadata";
      this.video.src = address;
    }
  }

  recover(Hls, error) {
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && !this.recovered) {
      this.recovered = true;
      this.hls.recoverMediaError();
      return;
    }
    const said = this.querySelector("[data-broken]");
    if (error.response?.code === 410) {
      said.querySelector("span").textContent = "This film is no longer shown here.";
    }
    said.hidden = false;
  }

  play() {
    this.video.play().catch(() => {}); // the controls beneath say how it stands
    this.querySelector("media-play-button").focus({ preventScroll: true }); // the big button is about to go
  }

  resume() {
    if (this.hls) this.hls.config.maxBufferLength = PLAYING_SECONDS;
    const waits = this.querySelector("[data-waits]");
    if (waits) waits.hidden = true;
  }

  // A set shows a part: the film stops once where that ends, and goes on when it is played again.
  stopOnceAt(until) {
    const said = this.querySelector("[data-part-ends]");
    const stop = () => {
      if (this.video.currentTime < until || this.video.paused) return;
      this.video.removeEventListener("timeupdate", stop);
      this.video.pause();
      said.hidden = false;
      this.video.addEventListener("play", () => (said.hidden = true), { once: true });
    };
    this.video.addEventListener("timeupdate", stop);
  }

  // Told before the decision: the film waits and says so over the picture; where the page stands is left alone.
  async stop() {
    const waits = this.querySelector("[data-waits]");
    if (!waits || !document.querySelector("#decision form")) return;
    if (document.fullscreenElement) await document.exitFullscreen();
    if (this.video.webkitDisplayingFullscreen) this.video.webkitExitFullscreen();
    waits.hidden = false;
  }
}

let loading;

// hls.js is large: fetched once, and only where there is something to play.
function library(address) {
  loading ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Hls);
    script.onerror = () => resolve(undefined);
    document.head.append(script);
  });
  return loading;
}

customElements.define("clip-player", ClipPlayer);
