// The view: ties the atlas, the camera, the scene and the labels together, and keeps what is shown in the address.
import { Atlas } from "./atlas.js";
import { Camera } from "./camera.js";
import { parts, theme } from "./colours.js";
import { Labels } from "./labels.js";
import { between, links, paths } from "./links.js";
import { Paint } from "./paint.js";
import { Picker } from "./picker.js";
import { Raster } from "./raster.js";
import { accelerated, Scene } from "./scene.js";

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const [NEAR, BLOCKS] = [30, 24]; // the zoom from which dots are fetched, and how many counties are kept
const CURVE = 6;
const UNSEEN = 2 ** 32 - 1;
export const SAME = "same";

export class View {
  constructor(root, atlas) {
    this.root = root;
    this.atlas = atlas;
    this.state = new URLSearchParams(location.hash.slice(1));
    const canvas = root.querySelector("canvas.map"), drawn = this.state.get("drawn");
    this.scene = (drawn ? drawn === "webgl" : accelerated()) ? new Scene(canvas) : new Raster(canvas);
    // One canvas is put on the screen faster than two where the processor does that too.
    const names = root.querySelector("canvas.names"), over = this.scene instanceof Raster;
    names.hidden = over;
    this.labels = new Labels(over ? canvas : names, atlas, over);
    this.camera = new Camera(...["x", "y", "z"].map((name) => parseFloat(this.state.get(name)) || undefined));
    this.turned = this.state.get("layout") === "map" ? 1 : 0;
    this.goal = this.turned;
    this.blocks = new Map();
    this.waiting = new Set();
    this.line = [];
    this.overlays = new Map(); // lines that are drawn over the others, by name
    this.gone = []; // who was dissolved since a day, to be marked where he stood
    this.chosen = this.hovered = this.question = this.kept = null;
    this.picker = new Picker(atlas.spots, atlas.count);
    this.dress();
    this.net = this.drawn(links(atlas, (depth) => depth <= 4, CURVE));
    this.twigs = this.drawn(links(atlas, (depth) => depth > 4, 1));
    new ResizeObserver(() => this.resize()).observe(root.querySelector(".stage"));
    (window.requestIdleCallback ?? setTimeout)(() => this.picker.index(this.goal ? 2 : 0));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
    this.resize();
  }

  /** Take the colours of the page, and give every place its own. */
  dress() {
    this.theme = theme(this.root);
    this.paint = new Paint(this.atlas, this.theme, this.question, this.kept);
    this.grow();
    for (const block of this.blocks.values()) this.scene.recolour(block.cloud, this.paint.dots(block));
  }

  /** Give every place its size: by the unions below it, by other figures, or all of a level the same. */
  grow(values = this.values ?? this.atlas.below) {
    const { atlas } = this, sizes = new Float32Array(atlas.count);
    for (let place = 0; place < atlas.count; place++) {
      const value = values === SAME || values[place] === UNSEEN ? 0 : values[place];
      sizes[place] = values === SAME ? 3 : Math.max(1.6, 9 - 1.55 * atlas.depth[place] + Math.log2(value + 1) * (values === atlas.below ? 0.22 : 0.16));
    }
    Object.assign(this, { values, sizes });
    if (this.cloud) this.scene.drop(this.cloud);
    this.cloud = this.scene.cloud(atlas.spots, sizes, this.paint.places());
    this.ask();
  }

  /** Lines as the scene holds them, and their ends for whoever draws them otherwise. */
  drawn(ends) {
    return { ends, net: this.scene.net(ends) };
  }

  resize() {
    const { width, height } = this.root.querySelector(".stage").getBoundingClientRect(), ratio = this.scene instanceof Raster ? 1 : Math.min(devicePixelRatio, 2);
    if (width < 1 || height < 1) return; // it is not to be seen
    this.camera.resize(width, height);
    for (const canvas of this.root.querySelectorAll("canvas")) Object.assign(canvas, { width: width * ratio, height: height * ratio });
    this.ask();
  }

  /** Where a place is now, between the two layouts. */
  at(place) {
    return this.between(this.atlas.spots, 4 * place);
  }

  between(spots, at) {
    return [0, 1].map((axis) => spots[at + axis] * (1 - this.turned) + spots[at + 2 + axis] * this.turned);
  }

  /** Draw once, when the browser next does. */
  ask() {
    this.frame ??= requestAnimationFrame((time) => this.draw(time));
  }

  draw(time) {
    this.frame = null;
    const moves = this.camera.step(time), turns = this.turn(time), { camera, scene } = this;
    const asked = this.question !== null, zoom = camera.zoom, spread = Math.min(3, Math.max(1, zoom ** 0.22));
    scene.begin(camera, this.turned, parts(this.theme.paper));
    const line = parts(this.theme.line), dim = this.line.length ? 0.35 : 1;
    scene.drawNet(this.twigs.net, [...line, Math.min(0.5, 0.05 + zoom * 0.012) * dim]);
    scene.drawNet(this.net.net, [...line, 0.5 * dim]);
    for (const { net, colour, alpha } of this.overlays.values()) scene.drawNet(net, [...parts(this.theme[colour]), alpha]);
    for (const { cloud } of this.blocks.values()) scene.drawCloud(cloud, 0.45 * zoom ** 0.25, asked ? 0.9 : 0.55, zoom < 20);
    scene.drawCloud(this.cloud, spread, dim < 1 && !asked ? 0.55 : 1);
    scene.end();
    const unwritten = this.labels.draw(camera, (place) => this.at(place), {
      ...this.theme, line: this.line, chosen: this.spotOf(this.chosen), hovered: this.spotOf(this.hovered), hint: this.hint, gone: this.crosses(),
      names: (place) => this.atlas.names[place] || (this.chosen?.rank === null && place === this.chosen.place ? this.title : ""),
      title: this.chosen?.rank === null ? "" : this.title,
    });
    this.root.dispatchEvent(new CustomEvent("drawn"));
    if (moves || turns || unwritten) this.ask();
    else this.arrive();
  }

  turn(time) {
    if (this.turned === this.goal) return false;
    this.turning ??= { from: this.turned, start: time };
    const part = still ? 1 : Math.min(1, (time - this.turning.start) / 1400), eased = part * part * (3 - 2 * part);
    this.turned = this.turning.from + (this.goal - this.turning.from) * eased;
    if (part < 1) return true;
    this.turned = this.goal;
    this.turning = null;
    return false;
  }

  /** Once nothing moves any more: keep the view in the address, and fetch what has come near. */
  arrive() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const { camera, state } = this;
      for (const [name, value] of [["x", camera.x.toFixed(5)], ["y", camera.y.toFixed(5)], ["z", camera.zoom.toPrecision(4)]]) state.set(name, value);
      state.set("layout", this.goal ? "map" : "radial");
      history.replaceState(null, "", `#${state}`);
      if (camera.zoom > NEAR) this.approach();
    }, 120);
  }

  /** Fetch the dots of the counties that are near, the nearest first. */
  async approach() {
    const { atlas, camera } = this, near = [];
    for (let place = 0; place < atlas.count; place++) {
      if (!atlas.held[place] || this.blocks.has(place) || this.waiting.has(place)) continue;
      const [x, y] = this.at(place);
      if (camera.sees(x, y, 200)) near.push([Math.hypot(x - camera.x, y - camera.y), place]);
    }
    near.sort((one, other) => one[0] - other[0]);
    await Promise.all(near.slice(0, BLOCKS / 2).map(([, place]) => this.fetch(place)));
  }

  async fetch(place) {
    this.labels.add(await this.atlas.towns(place));
    this.ask();
    if (!this.atlas.held[place] || this.blocks.has(place) || this.waiting.has(place)) return;
    this.waiting.add(place);
    const block = await this.atlas.block(place);
    await this.fill?.(place, block);
    this.keep(place, block);
  }

  keep(place, block) {
    block.picker = new Picker(block.spots, block.count);
    block.cloud = this.scene.cloud(block.spots, block.sizes, this.paint.dots(block));
    this.blocks.set(place, block);
    this.waiting.delete(place);
    while (this.blocks.size > BLOCKS) {
      const [oldest, dropped] = [...this.blocks].find(([name]) => name !== "all");
      this.scene.drop(dropped.cloud);
      this.blocks.delete(oldest);
    }
    this.ask();
  }

  /** All dots of the nation at once. */
  async everything() {
    this.keep("all", await this.atlas.all());
  }

  /** What is under a spot of the screen: a place, or a dot at one. */
  pick(left, top) {
    const [x, y] = this.camera.toPlane(left, top), reach = 12 / this.camera.scale, offset = this.goal ? 2 : 0;
    const place = this.picker.nearest(x, y, reach, offset);
    let best = place && { place: place.spot, rank: null, far: place.far };
    for (const [name, block] of this.blocks) {
      if (name === "all" && this.camera.zoom < NEAR) continue;
      const found = block.picker.nearest(x, y, reach, offset);
      if (found && (!best || found.far < best.far)) best = { place: block.places[found.spot], rank: block.ranks[found.spot], far: found.far };
    }
    return best;
  }

  spotOf(what) {
    if (!what) return null;
    return what.rank === null ? this.at(what.place) : this.between(this.atlas.spot(what.place, what.rank), 0);
  }

  /** Mark what is under the pointer; what it is called is told later. */
  hover(what) {
    if (what?.place === this.hovered?.place && what?.rank === this.hovered?.rank) return false;
    this.hovered = what;
    this.hint = "";
    this.ask();
    return true;
  }

  /** Where those were that are gone: how many at each place. */
  crosses() {
    return this.gone.map(([place, count]) => [this.at(place), count]);
  }

  /** Choose a union: its line up is drawn strong, and all else fades. */
  choose(what, fly = false) {
    this.chosen = what;
    this.title = "";
    this.line = what ? this.atlas.line(what.place) : [];
    if (what && fly) {
      this.fetch(this.atlas.county(what.place));
      this.camera.fly(...this.spotOf(what), what.rank === null ? [2, 2, 6, 20, 80, 400][this.atlas.depth[what.place]] : 2500, still);
    }
    this.ask();
  }

  /** See all of it. */
  home() {
    this.camera.fly(0, 0, this.goal ? 1.2 : 0.9, still);
    this.ask();
  }

  layout(name) {
    this.goal = name === "map" ? 1 : 0;
    this.turning = null;
    if (this.chosen) {
      const [x, y] = this.goal ? [2, 3] : [0, 1], spots = this.chosen.rank === null ? this.atlas.spots.subarray(4 * this.chosen.place) : this.atlas.spot(this.chosen.place, this.chosen.rank);
      this.camera.fly(spots[x], spots[y], this.camera.zoom, still);
    } else this.home();
    this.ask();
  }

  /** Ask something of the map, or nothing; every place and dot gets the colour of the answer. */
  put(question) {
    if (question?.name !== this.question?.name) this.kept = null;
    this.question = question;
    this.recolour();
  }

  keepOnly(tone) {
    this.kept = this.kept === tone ? null : tone;
    this.recolour();
  }

  recolour() {
    this.paint = new Paint(this.atlas, this.theme, this.question, this.kept);
    this.scene.recolour(this.cloud, this.paint.places());
    for (const block of this.blocks.values()) this.scene.recolour(block.cloud, this.paint.dots(block));
    this.ask();
  }

  /** Draw lines between places over the others, or no more: a table with both ends in the first two of its columns. */
  overlay(name, table, columns, alpha) {
    this.lay(name, table && between(this.atlas, table, columns), alpha);
  }

  /** Show who has moved and who is gone since a day; with nothing, no more. */
  changed(moves = [], gone = []) {
    const many = new Map();
    for (const { place } of gone) many.set(place, (many.get(place) ?? 0) + 1);
    this.gone = [...many];
    this.lay("moved", moves.length ? paths(this.atlas, moves) : null, 0.8);
  }

  lay(name, lines, alpha) {
    const before = this.overlays.get(name);
    if (before) this.scene.drop(before.net);
    this.overlays.delete(name);
    if (lines) this.overlays.set(name, { ...this.drawn(lines), colour: name, alpha });
    this.ask();
  }
}

export const open = async (root) => new View(root, await Atlas.open(root.dataset.atlas));
