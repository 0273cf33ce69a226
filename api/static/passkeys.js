// Passkeys: the browser asks the device, and what it answers is sent as a form. Where the browser knows no passkeys, the
// forms stay hidden.

const known = globalThis.PublicKeyCredential;

async function answer(form) {
  const asked = await fetch(form.dataset.passkey, { method: "POST" });
  if (!asked.ok) throw new Error(String(asked.status));
  const options = await asked.json();
  const proof = options.user
    ? await navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(proof);
}

async function prove(event) {
  const form = event.target.closest("[data-passkey]");
  if (!form || !event.submitter) return; // the second time we have sent it ourselves, with the answer in it
  event.preventDefault();
  event.stopImmediatePropagation();
  const silent = form.querySelector("[role=status]");
  silent.hidden = true;
  try {
    form.elements.answer.value = await answer(form);
  } catch {
    silent.hidden = false;
    return;
  }
  form.requestSubmit();
}

function show() {
  if (known?.parseRequestOptionsFromJSON) document.querySelectorAll("[data-passkey]").forEach((form) => (form.hidden = false));
}

document.addEventListener("submit", prove, true);
document.addEventListener("htmx:after:swap", show);
show();
