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
    if (!more) {
      this.box.innerHTML = said;
      this.box.scrollTop = 0;
      return;
    }
    const fresh = new DOMParser().parseFromString(said, "text/html");
    this.box.querySelector("tbody").append(...fresh.querySelectorAll("tbody > tr"));
    for (const head of this.box.querySelectorAll("[aria-sort]")) head.removeAttribute("aria-sort");
    const [here, there] = [this.box.querySelector("[data-more]"), fresh.querySelector("[data-more]")];
    if (there) here.replaceWith(there);
    else here.remove();
  }

  /** Sort by a column: numbers from the most down, words up; the other way the second time. */
  sort(button) {
    const head = button.closest("th"), at = [...head.parentElement.children].indexOf(head), body = this.box.querySelector("tbody");
    const wants = head.getAttribute("aria-sort") ?? "none", number = button.dataset.by === "n";
    const up = wants === "none" ? !number : wants === "descending";
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const value = (row) => row.children[at].dataset.value ?? row.children[at].textContent.trim();
    const rows = [...body.rows].sort((one, other) => (number ? Number(value(one)) - Number(value(other)) : value(one).localeCompare(value(other), "zh-CN")));
    body.append(...(up ? rows : rows.reverse()));
  }
}
