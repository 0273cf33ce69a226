// The wave: a directive as it spread, from its issue to now, played with the date running; or for whoever wants no motion
// as small pictures of some moments.
import { bytes } from "./colours.js";
import { NONE, wave } from "./questions.js";
import { text } from "./asking.js";

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const LASTS = 12000; // milliseconds for all of it
const [STEPS, FRAMES, SIDE] = [1000, 6, 116];
const SCARCE = 2 ** 32 - 2; // what has not happened, or is not seen
const [SOON, SHORT] = [1500, "2"]; // what is being read is waited for, but not what is to be read anew

export class Wave {
  constructor(asking) {
    const { view } = asking, box = view.root.querySelector("#wave");
    Object.assign(this, { asking, view, box });
    this.play = box.querySelector("[data-play]");
    this.stop = box.querySelector("[data-stop]");
    this.slider = box.querySelector("input");
    this.told = box.querySelector("output");
    this.multiples = box.querySelector(".multiples");
    this.play.addEventListener("click", () => this.start());
    this.stop.addEventListener("click", () => this.end());
    this.slider.addEventListener("input", () => {
      this.hold();
      this.at(this.slider.value / STEPS);
    });
  }

  /** Another question is asked. */
  reset() {
    this.hold();
    this.times = null;
    this.box.hidden = !this.asking.directive;
    this.open(false);
  }

  open(shown) {
    for (const part of [this.stop, this.slider.parentElement, this.told]) part.hidden = !shown;
    this.multiples.hidden = !shown || !still;
  }

  async start() {
    if (this.playing) {
      this.hold();
      return;
    }
    const { directive } = this.asking;
    this.play.disabled = true;
    const there = this.times || (await this.fetch(directive));
    this.play.disabled = false;
    if (!there) return;
    this.open(true);
    if (still) {
      this.picture();
      this.at(1);
      return;
    }
    const from = this.slider.value / STEPS >= 1 ? 0 : this.slider.value / STEPS;
    this.playing = { from, began: null };
    this.play.textContent = text("pause");
    requestAnimationFrame((time) => this.step(time));
  }

  /** When it came to each place; whether that is there. */
  async fetch(directive) {
    const answer = await fetch(`${this.view.atlas.base}/waves/${directive}`);
    if (!answer.ok || directive !== this.asking.directive) return false;
    if (answer.headers.get("Retry-After") === SHORT) {
      await new Promise((done) => setTimeout(done, SOON));
      return this.fetch(directive);
    }
    const both = new Uint32Array(await answer.arrayBuffer()), { count } = this.view.atlas;
    const times = { came: both.subarray(0, count), done: both.subarray(count) };
    this.last = 1;
    for (const minutes of both) if (minutes < SCARCE && minutes > this.last) this.last = minutes;
    this.issued = new Date(answer.headers.get("Last-Modified"));
    this.times = times;
    this.tones = new Uint8Array(count);
    return true;
  }

  step(time) {
    const { playing } = this;
    if (!playing) return;
    playing.began ??= time;
    const part = Math.min(1, playing.from + (time - playing.began) / LASTS);
    this.at(part);
    if (part < 1) requestAnimationFrame((next) => this.step(next));
    else this.hold();
  }

  hold() {
    this.playing = null;
    this.play.textContent = text("play");
  }

  /** Show the map as it was at a part of the whole time. */
  at(part) {
    if (!this.times) return;
    const minute = this.minute(part);
    this.slider.value = Math.round(part * STEPS);
    this.told.value = this.dated(minute);
    this.slider.setAttribute("aria-valuetext", this.told.value);
    this.asking.show(wave(this.view.atlas, this.times, minute, this.tones));
  }

  /** The first days take longer than the last: most happens early. */
  minute(part) {
    return Math.round(part * part * this.last);
  }

  dated(minute) {
    const moment = new Date(this.issued.getTime() + minute * 60000);
    return moment.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }

  end() {
    this.hold();
    this.open(false);
    this.slider.value = STEPS;
    this.asking.look();
  }

  /** Small pictures of some moments, one beside the other. */
  picture() {
    const { atlas, theme } = this.view, shift = this.view.goal ? 2 : 0;
    this.multiples.replaceChildren(...Array.from({ length: FRAMES }, (_, frame) => {
      const minute = this.minute((frame + 1) / FRAMES), { tones, palette } = wave(atlas, this.times, minute);
      const figure = document.createElement("figure"), canvas = document.createElement("canvas"), words = document.createElement("figcaption");
      Object.assign(canvas, { width: SIDE, height: SIDE });
      const pen = canvas.getContext("2d"), image = pen.createImageData(SIDE, SIDE), shades = palette.map((name) => bytes(theme.tone(name)));
      for (let place = 0; place < atlas.count; place++) {
        if (tones[place] === NONE) continue;
        const x = ((atlas.spots[4 * place + shift] + 1) / 2) * (SIDE - 1), y = ((1 - atlas.spots[4 * place + shift + 1]) / 2) * (SIDE - 1);
        image.data.set([...shades[tones[place]], 255], 4 * (Math.round(y) * SIDE + Math.round(x)));
      }
      pen.putImageData(image, 0, 0);
      words.textContent = this.dated(minute);
      figure.append(canvas, words);
      return figure;
    }));
  }
}
