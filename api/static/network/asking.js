// Asking: what is asked of the map beside it, and the answers: colours, sizes, lines over it, and their legends.
import { Past, numbered } from "./past.js";
import { census, counted, progress, since } from "./questions.js";
import { SAME } from "./view.js";

const OWN = new Set(["", "below", "members", "since"]); // what is asked beside directives
const text = (name) => document.getElementById(name).content.textContent.trim();
const once = (make) => {
  let made;
  return () => (made ??= make());
};

export class Asking {
  constructor(view, changed) {
    Object.assign(this, { view, changed, mine: 0 });
    const { root, atlas } = view, field = (name) => root.querySelector(name);
    Object.assign(this, { colour: field("#colour"), size: field("#size"), day: field("#day"), gone: field("#gone"), reading: field("#reading") });
    this.legends = [...root.querySelectorAll(".legend")];
    this.members = once(() => atlas.column("members", Uint32Array));
    this.past = once(() => Past.open(atlas));
    this.colour.addEventListener("change", () => this.look());
    this.day.querySelector("input").addEventListener("change", () => this.look());
    this.size.addEventListener("change", () => this.grow());
    for (const [name, file, alpha] of [["second", "second.bin", 0.16], ["pact", "pacts.bin", 0.75]]) this.tie(field(`[name=${name}]`), name, once(() => atlas.column(file, Uint32Array)), alpha);
    for (const button of root.querySelectorAll(".legend [data-tone]")) button.addEventListener("click", () => this.keep(Number(button.dataset.tone)));
    view.fill = (place, block) => this.fill(place, block);
  }

  /** The directive that is asked about, if one is. */
  get directive() {
    return OWN.has(this.colour.value) ? null : this.colour.value;
  }

  /** The number of the day since which it is asked what has changed. */
  get since() {
    const { value } = this.day.querySelector("input");
    return this.colour.value === "since" && value ? value : null;
  }

  /** Ask again what the address says was asked. */
  async restore() {
    const { state } = this.view, kept = state.get("colour");
    if (kept && [...this.colour.options].some((option) => option.value === kept)) this.colour.value = kept;
    this.day.querySelector("input").value = state.get("since") ?? "";
    this.size.value = ["members", SAME].includes(state.get("size")) ? state.get("size") : "";
    for (const name of ["second", "pact"]) if (state.has(name)) this.view.root.querySelector(`[name=${name}]`).click();
    if (this.size.value) await this.grow();
    if (this.colour.value) await this.look();
  }

  note(name, value) {
    if (value) this.view.state.set(name, value);
    else this.view.state.delete(name);
    this.view.arrive();
  }

  /** Answer what is asked; an answer that comes after another question is not shown. */
  async look() {
    const mine = ++this.mine, { view } = this, { atlas } = view, asked = this.colour.value;
    clearTimeout(this.again);
    this.reading.hidden = true;
    this.day.hidden = asked !== "since";
    this.note("colour", asked);
    this.note("since", this.since);
    const moves = [], gone = [];
    let question = null;
    if (asked === "below") question = census(atlas, atlas.below, "below", 10);
    else if (asked === "members") question = census(atlas, await this.members(), "members", 100);
    else if (asked === "since" && this.since) {
      const past = await this.past(), day = numbered(this.since);
      await Promise.all([...view.blocks].map(([place, block]) => this.fill(place, block)));
      moves.push(...past.moved(day).filter((move) => move.before !== (move.rank < 0 ? atlas.parent[move.place] : move.place)));
      gone.push(...past.departed(day));
      question = since(atlas, past, day);
    } else if (this.directive) question = await this.progress(mine);
    if (mine !== this.mine) return;
    view.changed(moves, gone);
    this.gone.hidden = !gone.length;
    this.gone.querySelector("b").textContent = gone.length.toLocaleString();
    this.show(question);
    this.changed();
  }

  /** The progress of a directive; what is still being read is asked for again. */
  async progress(mine) {
    const { view, directive } = this;
    this.reading.hidden = false;
    const answer = await fetch(`${view.atlas.base}/progress/${directive}`);
    if (mine !== this.mine) return null;
    this.reading.hidden = true;
    if (!answer.ok) return null;
    this.reading.hidden = !answer.headers.has("Retry-After");
    if (!this.reading.hidden) this.again = setTimeout(() => this.look(), 1000 * answer.headers.get("Retry-After"));
    const shares = new Uint8Array(await answer.arrayBuffer());
    await Promise.all([...view.blocks].map(([place, block]) => this.fill(place, block)));
    return progress(view.atlas, shares);
  }

  /** What is to be known of the dots of a county for the question at hand. */
  async fill(place, block) {
    if (place === "all") return;
    const { directive } = this, { base } = this.view.atlas;
    if (this.since && !block.born) block.born = await this.view.atlas.column(`days/${place}`, Uint16Array);
    if (!directive) {
      block.shares = null;
      return;
    }
    const answer = await fetch(`${base}/progress/${directive}/dots/${place}`);
    block.shares = answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    if (answer.headers.has("Retry-After")) setTimeout(() => this.refill(place, block, directive), 1000 * answer.headers.get("Retry-After"));
  }

  /** What was still being read of a county, if it is still asked for. */
  async refill(place, block, directive) {
    if (directive !== this.directive || this.view.blocks.get(place) !== block) return;
    await this.fill(place, block);
    this.view.recolour();
  }

  /** Colour the map by the answer, and count it. */
  show(question) {
    this.view.put(question);
    const counts = question ? counted(question) : [];
    for (const legend of this.legends) {
      legend.hidden = legend.dataset.legend !== question?.name;
      if (!legend.hidden) for (const button of legend.querySelectorAll("[data-tone]")) button.querySelector("b").textContent = counts[button.dataset.tone].toLocaleString();
    }
    this.mark();
  }

  /** Keep only one tone of the legend, or all again. */
  keep(tone) {
    this.view.keepOnly(tone);
    this.mark();
  }

  mark() {
    for (const button of this.view.root.querySelectorAll(".legend [data-tone]")) button.setAttribute("aria-pressed", String(this.view.kept === Number(button.dataset.tone)));
  }

  async grow() {
    this.note("size", this.size.value);
    this.view.grow(this.size.value === SAME ? SAME : this.size.value ? await this.members() : this.view.atlas.below);
  }

  tie(box, name, lines, alpha) {
    box.addEventListener("change", async () => {
      this.note(name, box.checked ? "1" : "");
      this.view.overlay(name, box.checked ? await lines() : null, 3, alpha);
    });
  }

  /** What the legend says, as words with colours; for pictures of the map. */
  said() {
    const legend = this.legends.find((each) => !each.hidden);
    const asked = this.colour.value ? this.colour.selectedOptions[0].textContent.trim() : "";
    const title = [this.view.root.dataset.day, asked].filter(Boolean).join(" · ");
    if (!legend) return { title, rows: [] };
    const rows = [...legend.querySelectorAll("[data-tone]")].map((button) => ({
      words: button.childNodes[1].textContent.trim(), count: button.querySelector("b").textContent, colour: this.view.theme.tone(this.view.question.palette[button.dataset.tone]),
    }));
    return { title, rows };
  }
}

export { text };
