// The view: ties the atlas, the camera, the scene and the labels together, and keeps what is shown in the address.
import { Atlas } from "./atlas.js";
import { Camera } from "./camera.js";
import { parts, step, theme, word } from "./colours.js";
import { Labels } from "./labels.js";
import { Picker } from "./picker.js";
import { Raster } from "./raster.js";
import { accelerated, Scene } from "./scene.js";

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const [NEAR, BLOCKS] = [30, 24]; // the zoom from which dots are fetched, and how many counties are kept
const CURVE = 6;

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
    this.chosen = this.hovered = this.shares = this.kept = null;
    this.picker = new Picker(atlas.spots, atlas.count);
    this.dress();
    this.net = this.scene.net(this.links((depth) => depth <= 4, CURVE));
    this.twigs = this.scene.net(this.links((depth) => depth > 4, 1));
    new ResizeObserver(() => this.resize()).observe(root.querySelector(".stage"));
    (window.requestIdleCallback ?? setTimeout)(() => this.picker.index(this.goal ? 2 : 0));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
    this.resize();
  }

  /** Take the colours of the page, and give every place its own. */
  dress() {
    this.theme = theme(this.root);
    const { atlas } = this, sizes = new Float32Array(atlas.count);
    for (let place = 0; place < atlas.count; place++) sizes[place] = Math.max(1.6, 9 - 1.55 * atlas.depth[place] + Math.log2(atlas.below[place] + 1) * 0.22);
    if (this.cloud) this.scene.drop(this.cloud);
    this.cloud = this.scene.cloud(atlas.spots, sizes, this.colours());
    for (const block of this.blocks.values()) this.scene.recolour(block.cloud, this.colours(block));
    this.ask();
  }

  colours(block) {
    const count = block ? block.count : this.atlas.count, found = new Uint8Array(4 * count), words = new Uint32Array(found.buffer);
    const { ramp, none, dot } = this.theme, tell = block ? (spot) => this.atlas.county(block.places[spot]) : (spot) => this.known(spot);
    if (!this.shares) {
      words.fill(word(dot, 255));
      return found;
    }
    const faint = this.kept === null ? 255 : 60;
    const shades = ramp.map((colour, at) => word(colour, at === this.kept ? 255 : faint)), nothing = word(none, 60);
    for (let spot = 0; spot < count; spot++) {
      const share = this.shares[tell(spot)];
      words[spot] = share > 100 ? nothing : shades[step(share)];
    }
    return found;
  }

  /** The place that tells a place's share: below the counties, the county. */
  known(place) {
    return this.shares[place] === 255 ? this.atlas.county(place) : place;
  }

  /** The links of places of some levels to their superiors, curved outwards where there are several pieces to each. */
  links(chosen, pieces) {
    const { spots, depth, parent, count } = this.atlas, lines = new Float32Array(8 * pieces * count), bend = new Float32Array(4);
    let end = 0;
    for (let place = 1; place < count; place++) {
      if (!chosen(depth[place])) continue;
      const above = 4 * parent[place], here = 4 * place;
      const far = Math.hypot(spots[above], spots[above + 1]), length = Math.hypot(spots[here], spots[here + 1]) || 1;
      bend[0] = (spots[here] / length) * far;
      bend[1] = (spots[here + 1] / length) * far;
      bend[2] = (spots[above + 2] + spots[here + 2]) / 2 + (spots[here + 3] - spots[above + 3]) * 0.12;
      bend[3] = (spots[above + 3] + spots[here + 3]) / 2 - (spots[here + 2] - spots[above + 2]) * 0.12;
      for (let piece = 0; piece < pieces; piece++) {
        for (const t of [piece / pieces, (piece + 1) / pieces]) {
          const [first, middle, last] = pieces === 1 ? [1 - t, 0, t] : [(1 - t) ** 2, 2 * t * (1 - t), t * t];
          for (let axis = 0; axis < 4; axis++) lines[end++] = first * spots[above + axis] + middle * bend[axis] + last * spots[here + axis];
        }
      }
    }
    return lines.subarray(0, end);
  }

  resize() {
    const { width, height } = this.root.querySelector(".stage").getBoundingClientRect(), ratio = this.scene instanceof Raster ? 1 : Math.min(devicePixelRatio, 2);
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
    const asked = this.shares !== null, zoom = camera.zoom, spread = Math.min(3, Math.max(1, zoom ** 0.22));
    scene.begin(camera, this.turned, parts(this.theme.paper));
    const line = parts(this.theme.line), dim = this.line.length ? 0.35 : 1;
    scene.drawNet(this.twigs, [...line, Math.min(0.5, 0.05 + zoom * 0.012) * dim]);
    scene.drawNet(this.net, [...line, 0.5 * dim]);
    for (const { cloud } of this.blocks.values()) scene.drawCloud(cloud, 0.45 * zoom ** 0.25, asked ? 0.9 : 0.55, zoom < 20);
    scene.drawCloud(this.cloud, spread, dim < 1 && !asked ? 0.55 : 1);
    scene.end();
    const unwritten = this.labels.draw(camera, (place) => this.at(place), {
      ...this.theme, line: this.line, chosen: this.spotOf(this.chosen), hovered: this.spotOf(this.hovered),
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
      if (camera.zoom > NEAR && !this.blocks.has("all")) this.approach();
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
    if (!this.atlas.held[place] || this.blocks.has(place) || this.blocks.has("all")) return;
    this.waiting.add(place);
    this.keep(place, await this.atlas.block(place));
  }

  keep(place, block) {
    block.picker = new Picker(block.spots, block.count);
    block.cloud = this.scene.cloud(block.spots, block.sizes, this.colours(block));
    this.blocks.set(place, block);
    this.waiting.delete(place);
    while (this.blocks.size > BLOCKS) {
      const [oldest, dropped] = this.blocks.entries().next().value;
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

  hover(what) {
    if (what?.place === this.hovered?.place && what?.rank === this.hovered?.rank) return;
    this.hovered = what;
    this.ask();
  }

  /** Choose a union: its line up is drawn strong, and all else fades. */
  choose(what, fly = false) {
    this.chosen = what;
    this.title = "";
    this.line = what ? this.atlas.line(what.place) : [];
    if (what) this.state.set("union", what.rank === null ? what.place : `${what.place}.${what.rank}`);
    else this.state.delete("union");
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

  /** Colour everything by shares in per cent, one for each place; null to take that back. */
  colour(shares) {
    this.shares = shares;
    this.kept = null;
    this.recolour();
  }

  keepOnly(step) {
    this.kept = this.kept === step ? null : step;
    this.recolour();
  }

  recolour() {
    this.scene.recolour(this.cloud, this.colours());
    for (const block of this.blocks.values()) this.scene.recolour(block.cloud, this.colours(block));
    this.ask();
  }

  /** How many places of the legend's steps there are, down to the counties. */
  counts() {
    const found = [0, 0, 0, 0, 0];
    for (let place = 0; place < this.atlas.count; place++) if (this.shares[place] <= 100) found[step(this.shares[place])]++;
    return found;
  }
}

export const open = async (root) => new View(root, await Atlas.open(root.dataset.atlas));
