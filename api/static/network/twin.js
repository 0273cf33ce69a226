// The twin: what is below the chosen union as a table beside the map, with the same figures, to be sorted and gone into.

export class Twin {
  constructor(view, asking, choose) {
    const box = view.root.querySelector("#twin"), button = view.root.querySelector("[data-table]");
    Object.assign(this, { view, asking, box, button, asked: 0 });
    button.addEventListener("click", () => this.turn(box.hidden));
    box.addEventListener("click", (event) => {
      const spot = event.target.closest("[data-spot]"), head = event.target.closest("[data-by]"), more = event.target.closest("[data-more]");
      if (spot) {
        const [place, rank] = spot.dataset.spot.split(".").map(Number);
        choose({ place, rank: rank ?? null });
      }
      if (head) this.sort(head);
      if (more) this.fetch(more.dataset.more);
    });
  }

  turn(shown) {
    this.box.hidden = !shown;
    this.view.root.toggleAttribute("data-twin", shown);
    this.button.setAttribute("aria-pressed", String(shown));
    if (shown) {
      this.view.state.set("table", "1");
      this.fetch();
    } else this.view.state.delete("table");
    this.view.arrive();
  }

  /** Fetch the table of what is chosen now; more of it is put below what is there. */
  async fetch(more) {
    if (this.box.hidden) return;
    const mine = ++this.asked, { chosen, atlas } = this.view, query = new URLSearchParams();
    if (chosen && chosen.rank !== null) query.set("dot", chosen.rank);
    if (this.asking.directive) query.set("directive", this.asking.directive);
    if (this.asking.since) query.set("since", this.asking.since);
    if (more) query.set("cursor", more);
    const answer = await fetch(`${atlas.base}/places/${chosen?.place ?? 0}/table?${query}`, { headers: { "HX-Request": "true" } });
    const said = await answer.text();
    if (mine !== this.asked) return;
    if (!more) return this.show(said);
    const fresh = new DOMParser().parseFromString(said, "text/html");
    this.box.querySelector("tbody").append(...fresh.querySelectorAll("tbody > tr"));
    this.order();
    const [here, there] = [this.box.querySelector("[data-more]"), fresh.querySelector("[data-more]")];
    if (there) here.replaceWith(there);
    else here.remove();
  }

  /** Show a table in place of the last one; order and focus stay as they were. */
  show(said) {
    const held = this.box.contains(document.activeElement) ? document.activeElement.textContent : null;
    this.box.innerHTML = said;
    this.box.scrollTop = 0;
    this.order();
    [...this.box.querySelectorAll("button")].find((button) => button.textContent === held)?.focus();
  }

  /** Sort by a column: numbers from the most down, words up; the other way the second time. */
  sort(button) {
    const wants = button.closest("th").getAttribute("aria-sort") ?? "none";
    this.sorted = { by: button.textContent, up: wants === "none" ? button.dataset.by !== "n" : wants === "descending" };
    this.order();
  }

  /** Put the rows in the order that was asked for last, if this table has that column. */
  order() {
    const button = [...this.box.querySelectorAll("[data-by]")].find((each) => each.textContent === this.sorted?.by);
    if (!button) return;
    const head = button.closest("th"), heads = [...head.parentElement.children], at = heads.indexOf(head), body = this.box.querySelector("tbody");
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", this.sorted.up ? "ascending" : "descending");
    const number = button.dataset.by === "n", value = (row) => row.children[at].dataset.value ?? row.children[at].textContent.trim();
    const rows = [...body.rows].sort((one, other) => (number ? Number(value(one)) - Number(value(other)) : value(one).localeCompare(value(other), "zh-CN")));
    body.append(...(this.sorted.up ? rows : rows.reverse()));
  }
}
