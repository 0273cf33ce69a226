// Labels, and what is marked: the names of the most important places in view, none over another, and the chosen line.

const CELL = 28; // pixels: no label begins where another has taken the cell

export class Labels {
  constructor(canvas, atlas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.atlas = atlas;
    // The more a place has below it, the sooner it is named.
    this.order = [...atlas.names.keys()].filter((place) => atlas.names[place])
      .sort((one, other) => atlas.depth[one] - atlas.depth[other] || atlas.below[other] - atlas.below[one]);
  }

  draw(camera, at, { ink, paper, accent, line, chosen, hovered, names, title }) {
    const pen = this.pen, ratio = this.canvas.width / camera.width;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, camera.width, camera.height);
    if (line.length) this.stroke(camera, at, line, accent);
    for (const spot of [hovered, chosen]) if (spot) this.ring(camera.toScreen(...spot), spot === chosen ? accent : ink);
    this.taken = new Set();
    pen.lineJoin = "round";
    pen.textBaseline = "middle";
    for (const place of line) this.name(camera, at(place), names(place), this.atlas.depth[place], ink, paper, true);
    if (title && chosen) this.name(camera, chosen, title, 7, ink, paper, true);
    const most = Math.round((camera.width * camera.height) / 9000);
    let drawn = 0;
    for (const place of this.order) {
      if (drawn >= most) break;
      if (camera.zoom < ZOOM_OF[this.atlas.depth[place]]) break;
      const spot = at(place);
      if (camera.sees(...spot) && this.name(camera, spot, this.atlas.names[place], this.atlas.depth[place], ink, paper)) drawn++;
    }
  }

  name(camera, spot, text, depth, ink, paper, always = false) {
    if (!text) return false;
    const pen = this.pen, [left, top] = camera.toScreen(...spot), size = depth <= 2 ? 13 : 12;
    pen.font = `${depth <= 2 ? 600 : 400} ${size}px ${FACE}`;
    const wide = pen.measureText(text).width, cells = [];
    for (let x = left - 4; x < left + wide + 14; x += CELL) for (const y of [top - 8, top + 8]) cells.push(`${Math.floor(x / CELL)} ${Math.floor(y / 16)}`);
    if (!always && cells.some((cell) => this.taken.has(cell))) return false;
    cells.forEach((cell) => this.taken.add(cell));
    pen.lineWidth = 3;
    pen.strokeStyle = paper;
    pen.strokeText(text, left + 7, top);
    pen.fillStyle = ink;
    pen.fillText(text, left + 7, top);
    return true;
  }

  stroke(camera, at, line, accent) {
    const pen = this.pen;
    pen.beginPath();
    line.forEach((place, step) => pen[step ? "lineTo" : "moveTo"](...camera.toScreen(...at(place))));
    pen.lineWidth = 2.5;
    pen.strokeStyle = accent;
    pen.stroke();
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
