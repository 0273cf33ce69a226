// A draft: whom it would reach is counted while one types, and what was typed stays on this device until it is sent.

const form = document.getElementById("draft"), preview = document.getElementById("preview"), told = document.getElementById("kept");
const key = `draft ${form.dataset.draft}`;
let counting, asked = 0;

function keep() {
  const typed = [...new FormData(form)].filter(([name, value]) => name !== "nonce" && typeof value === "string");
  localStorage.setItem(key, JSON.stringify(typed));
  told.hidden = false;
}

function restore() {
  const typed = JSON.parse(localStorage.getItem(key) ?? "null");
  if (!typed) return;
  for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = typed.some(([name, value]) => name === box.name && value === box.value);
  for (const [name, value] of typed) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && field.type !== "checkbox") field.value = value;
  }
  told.hidden = false;
}

async function count() {
  if (!preview || !form.elements.title.value.trim() || !form.elements.body.value.trim()) return;
  const mine = ++asked;
  const answer = await fetch(`${form.getAttribute("action")}/preview`, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" } });
  const html = await answer.text();
  if (mine === asked) preview.innerHTML = html;
}

const soon = () => {
  keep();
  clearTimeout(counting);
  counting = setTimeout(count, 400);
};

form.addEventListener("input", soon);
form.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response?.status < 400) localStorage.removeItem(key);
});
restore();
count();
