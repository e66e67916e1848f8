// Passkeys: a form asks us for a challenge, lets the device sign it, and goes on with what was signed.

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-passkey]");
  if (!form) return;
  event.preventDefault();
  const said = form.querySelector(".passkey-said");
  said.hidden = true;
  sign(form).catch((wrong) => {
    said.textContent = sentence(wrong);
    said.hidden = false;
  });
});

async function sign(form) {
  if (!window.PublicKeyCredential) throw new Error("This browser cannot use passkeys. Use another way.");
  const asked = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.dataset.challenge, { method: "POST", body: asked });
  if (!answer.ok) throw new Error(await refusal(answer));
  const options = await answer.json();
  options.challenge = bytes(options.challenge);
  for (const name of ["allowCredentials", "excludeCredentials"]) {
    options[name] = (options[name] ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  }
  if (options.user) options.user.id = bytes(options.user.id);
  const made = await navigator.credentials[form.dataset.passkey]({ publicKey: options });
  form.elements.credential.value = JSON.stringify(plain(made));
  form.submit();
}

async function refusal(answer) {
  const words = answer.headers.get("content-type")?.startsWith("text/plain") && answer.status < 500;
  return words ? (await answer.text()).trim() : "That was not possible just now. Open this page again and retry.";
}

function plain(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  return { id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: {} };
}

// what a browser says of these is for programs, and deliberately tells little
function sentence(wrong) {
  if (wrong.name === "InvalidStateError") return "This device has a passkey for you here already.";
  if (wrong.name === "SecurityError") return "Passkeys work only at this site’s own address. Open it there, or use another way.";
  if (wrong.name === "NotAllowedError") return "Nothing was signed: it was called off, or this device has no passkey for you here.";
  return wrong instanceof TypeError ? "This did not reach us. Try again when the network is back." : wrong.message;
}

const bytes = (letters) => Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
