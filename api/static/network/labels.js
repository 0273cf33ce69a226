// Labels, and what is marked: the names of the most important places in view, none over another, and the chosen line.

const [HIGH, MOST, FRESH] = [22, 3000, 6]; // of FRESH names at most a frame is written
const CELL = 28; // pixels: no label begins where another has taken the cell

export class Labels {
  /** On a canvas of their own, or `over` what another has drawn there. */
  constructor(canvas, atlas, over) {
    this.canvas = canvas;
    this.over = over;
    this.pen = canvas.getContext("2d");
    this.atlas = atlas;
    this.written = new Map();
    this.towns = []; // places whose names come when one is near
    // The more a place has below it, the sooner it is named.
    this.order = [...atlas.names.keys()].filter((place) => atlas.names[place])
      .sort((one, other) => atlas.depth[one] - atlas.depth[other] || atlas.below[other] - atlas.below[one]);
  }

  /** Name these places too. */
  add(places) {
    this.towns = [...this.towns, ...places].sort((one, other) => this.atlas.below[other] - this.atlas.below[one]);
  }

  /** Draw what there is room and time for; whether names are left to be written. */
  draw(camera, at, { ink, paper, accent, line, chosen, hovered, hint, names, title, gone, tone }) {
    const pen = this.pen, ratio = this.canvas.width / camera.width;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!this.over) pen.clearRect(0, 0, camera.width, camera.height);
    if (line.length) this.stroke(camera, at, line, accent);
    for (const spot of [hovered, chosen]) if (spot) this.ring(camera.toScreen(...spot), spot === chosen ? accent : ink);
    this.taken = new Set();
    this.shown = []; // what was written, and where
    this.left = FRESH;
    for (const place of line) this.name(camera, at(place), names(place), this.atlas.depth[place], ink, paper, true);
    if (title && chosen) this.name(camera, chosen, title, 7, ink, paper, true);
    for (const [spot, count] of gone) if (camera.sees(...spot)) this.cross(camera.toScreen(...spot), count, tone("--gone"), paper);
    if (hint && hovered) this.name(camera, hovered, hint, 7, ink, paper, true);
    const most = Math.round((camera.width * camera.height) / 9000);
    let drawn = 0;
    for (const places of [this.order, this.towns]) {
      for (const place of places) {
        if (drawn >= most || camera.zoom < ZOOM_OF[this.atlas.depth[place]]) break;
        const spot = at(place);
        if (camera.sees(...spot) && this.name(camera, spot, this.atlas.names[place], this.atlas.depth[place], ink, paper)) drawn++;
      }
    }
    return this.left < 0;
  }

  name(camera, spot, text, depth, ink, paper, always = false) {
    return this.write(...camera.toScreen(...spot), text, depth <= 2, ink, paper, always);
  }

  write(left, top, text, strong, ink, paper, always) {
    if (!text) return false;
    const label = this.label(text, strong, ink, paper), cells = [];
    if (!label) return false;
    for (let x = left - 4; x < left + label.wide + 14; x += CELL) for (const y of [top - 8, top + 8]) cells.push(`${Math.floor(x / CELL)} ${Math.floor(y / 16)}`);
    if (!always && cells.some((cell) => this.taken.has(cell))) return false;
    cells.forEach((cell) => this.taken.add(cell));
    this.shown.push({ left, top, words: text, strong });
    this.pen.drawImage(label.image, Math.round(left) + 5, Math.round(top) - HIGH / 2, label.wide + 4, HIGH);
    return true;
  }

  /** A name as an image, with a rim of paper; written once, since writing takes longer than all else. */
  label(text, strong, ink, paper) {
    const ratio = this.canvas.width / this.canvas.clientWidth || 1, key = `${text} ${strong} ${ink} ${ratio}`;
    if (this.written.has(key)) return this.written.get(key);
    if (this.left-- <= 0) return null; // the next frame goes on
    if (this.written.size > MOST) this.written.clear();
    const image = document.createElement("canvas"), pen = image.getContext("2d");
    const font = `${strong ? 600 : 400} ${strong ? 13 : 12}px ${FACE}`;
    pen.font = font;
    const wide = Math.ceil(pen.measureText(text).width);
    Object.assign(image, { width: (wide + 4) * ratio, height: HIGH * ratio });
    Object.assign(pen, { font, lineJoin: "round", textBaseline: "middle", lineWidth: 3, strokeStyle: paper, fillStyle: ink });
    pen.scale(ratio, ratio);
    pen.strokeText(text, 2, HIGH / 2);
    pen.fillText(text, 2, HIGH / 2);
    this.written.set(key, { image, wide });
    return this.written.get(key);
  }

  stroke(camera, at, line, accent) {
    const pen = this.pen;
    pen.beginPath();
    line.forEach((place, step) => pen[step ? "lineTo" : "moveTo"](...camera.toScreen(...at(place))));
    pen.lineWidth = 2.5;
    pen.strokeStyle = accent;
    pen.stroke();
  }

  /** A cross for whoever was here and is no longer; with how many they were. */
  cross([left, top], count, colour, paper) {
    const pen = this.pen;
    pen.beginPath();
    for (const [dx, dy] of [[-5, -5], [-5, 5]]) {
      pen.moveTo(left + dx, top + dy);
      pen.lineTo(left - dx, top - dy);
    }
    for (const [wide, ink] of [[5, paper], [2.5, colour]]) Object.assign(pen, { lineWidth: wide, strokeStyle: ink }) && pen.stroke();
    if (count > 1) this.write(left + 2, top, count.toLocaleString(), true, colour, paper, true);
  }

  ring([left, top], colour) {
    const pen = this.pen;
    pen.beginPath();
    pen.arc(left, top, 8, 0, 2 * Math.PI);
    pen.lineWidth = 2;
    pen.strokeStyle = colour;
    pen.stroke();
  }
}

const ZOOM_OF = [0, 0, 0, 3, 9, 60];
const FACE = '"PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
