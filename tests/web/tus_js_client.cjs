// Drives the vendored tus-js-client outside a browser: argv: library, endpoint, authorization, bytes.
const { createHash, randomBytes } = require("node:crypto");
const [library, endpoint, authorization, bytes] = process.argv.slice(2);

// As much of XMLHttpRequest as the library uses, over fetch.
globalThis.XMLHttpRequest = class {
  upload = {};
  headers = {};
  open(method, address) { Object.assign(this, { method, address }); }
  setRequestHeader(name, value) { this.headers[name] = value; }
  getResponseHeader(name) { return this.answer.headers.get(name); }
  abort() {}
  send(body) {
    fetch(this.address, { method: this.method, headers: this.headers, body }).then(async (answer) => {
      this.answer = answer;
      this.status = answer.status;
      this.responseText = await answer.text();
      this.onload();
    }, (error) => this.onerror(error));
  }
};
globalThis.window = globalThis;

const tus = require(library);
const data = randomBytes(Number(bytes));
new tus.Upload(new Blob([data]), {
  endpoint,
  chunkSize: 1_000_000,
  headers: { Authorization: authorization },
  metadata: { filename: "Visite – Zimmer 7.mp4", title: "Visite" },
  storeFingerprintForResuming: false,
  onError: (error) => { console.error(String(error)); process.exit(1); },
  onSuccess: () => console.log(createHash("sha256").update(data).digest("hex")),
}).start();
