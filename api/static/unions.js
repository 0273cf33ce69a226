// Unions are offered while one types their names, as "name code"; where several may stand in a field, the last one is.

const list = document.getElementById("unions"), PATIENCE = 250; // milliseconds
let waiting, asked = 0;

async function offer(field) {
  const before = field.value.slice(0, Math.max(field.value.lastIndexOf("；"), field.value.lastIndexOf(";")) + 1);
  const words = field.value.slice(before.length).trim(), mine = ++asked;
  if (words.length < 2) return;
  const answer = await fetch(`/api/v1/unions?${new URLSearchParams({ q: words, within: list.dataset.within, limit: 8 })}`);
  if (!answer.ok || mine !== asked) return;
  const { items } = await answer.json();
  list.replaceChildren(...items.map(({ name, code }) => Object.assign(document.createElement("option"), { value: `${before}${name} ${code}` })));
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-unions]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => offer(target), PATIENCE);
});
