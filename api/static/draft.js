// A draft: whom it would reach is counted while one types, and what was typed stays on this device until it is sent.

import "./unions.js";

const form = document.getElementById("draft"), preview = document.getElementById("preview"), told = document.getElementById("kept");
const key = `draft ${form.dataset.draft}`;
let counting, asked = 0;

function keep() {
  const typed = [...new FormData(form)].filter(([name, value]) => name !== "nonce" && typeof value === "string");
  localStorage.setItem(key, JSON.stringify(typed));
  told.hidden = false;
}

const rows = (name) => form.querySelectorAll(`[data-row="${name}"]`).length;

function add(name) {
  const made = document.createElement("div"), button = form.querySelector(`[data-more="${name}"]`);
  made.innerHTML = form.querySelector(`template[data-of="${name}"]`).innerHTML.replaceAll("__n__", rows(name)).trim();
  const row = made.firstElementChild;
  button.parentElement.before(row);
  button.hidden = rows(name) >= Number(button.dataset.most);
  return row;
}

const FIRST = { rule: "rule", label: "blank", task: "task" }; // by which field a row is known

function restore() {
  const typed = JSON.parse(localStorage.getItem(key) ?? "null");
  if (!typed) return;
  for (const [field] of typed) {
    const [first, n] = field.split(".");
    while (FIRST[first] && rows(FIRST[first]) <= Number(n)) add(FIRST[first]);
  }
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
for (const button of form.querySelectorAll("[data-more]")) {
  button.hidden = rows(button.dataset.more) >= Number(button.dataset.most);
  button.addEventListener("click", () => add(button.dataset.more).querySelector("input, select").focus());
}
restore();
count();
