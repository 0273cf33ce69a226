// The scene for machines that have no graphics card: the same points and lines, set pixel by pixel into one image. A
// software renderer of WebGL takes half a microsecond over each point; this takes some nanoseconds.

const little = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const packed = (red, green, blue) => (little ? (255 << 24) | (blue << 16) | (green << 8) | red : (red << 24) | (green << 16) | (blue << 8) | 255) >>> 0;
const mixed = (over, under, alpha) => Math.round(over * alpha + under * (1 - alpha));

export class Raster {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  }

  cloud(spots, sizes, colours) {
    return { spots, sizes, colours, count: sizes.length, shown: null };
  }

  recolour(cloud, colours) {
    Object.assign(cloud, { colours, shown: null });
  }

  net(spots) {
    return { spots, count: spots.length / 4 };
  }

  drop() {}

  begin(camera, turned, paper) {
    const { width, height } = this.canvas, ratio = width / camera.width, scale = camera.scale * ratio;
    if (this.image?.width !== width || this.image?.height !== height) {
      this.image = new ImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
      this.stamps = []; // of each diameter, the pixels of a disc beside its middle
    }
    this.paper = paper.map((each) => Math.round(each * 255));
    this.pixels.fill(packed(...this.paper));
    Object.assign(this, { ratio, scale, turned, left: width / 2 - camera.x * scale, top: height / 2 + camera.y * scale });
  }

  end() {
    this.pen.resetTransform();
    this.pen.putImageData(this.image, 0, 0);
  }

  /** Lines, each from one end to the other, cut off where the image ends. */
  drawNet(net, ink) {
    if (!net.count || ink[3] < 0.02) return;
    const { spots } = net, { scale, left, top, turned, pixels } = this, { width, height } = this.image, stay = 1 - turned;
    const sparse = ink[3] < 0.12 ? 3 : 1; // a faint line is a dotted one: as light, and drawn in a third of the time
    const colour = packed(...[0, 1, 2].map((at) => mixed(ink[at] * 255, this.paper[at], ink[3] * sparse)));
    for (let at = 0; at < spots.length; at += 8) {
      let x = left + (spots[at] * stay + spots[at + 2] * turned) * scale, y = top - (spots[at + 1] * stay + spots[at + 3] * turned) * scale;
      const toX = left + (spots[at + 4] * stay + spots[at + 6] * turned) * scale, toY = top - (spots[at + 5] * stay + spots[at + 7] * turned) * scale;
      if ((x < 0 && toX < 0) || (y < 0 && toY < 0) || (x >= width && toX >= width) || (y >= height && toY >= height)) continue;
      const dx = toX - x, dy = toY - y, far = Math.max(Math.abs(dx), Math.abs(dy));
      let from = 0, to = 1;
      if (x < 0 || y < 0 || toX < 0 || toY < 0 || x >= width || y >= height || toX >= width || toY >= height) {
        for (const [start, step, end] of [[x, dx, width - 1], [y, dy, height - 1]]) {
          if (step === 0) continue;
          const one = -start / step, other = (end - start) / step;
          from = Math.max(from, Math.min(one, other));
          to = Math.min(to, Math.max(one, other));
        }
        if (from >= to) continue;
      }
      const steps = Math.ceil((far * (to - from)) / sparse) || 1, stepX = (dx * (to - from)) / steps, stepY = (dy * (to - from)) / steps;
      x += dx * from;
      y += dy * from;
      for (let step = 0; step <= steps; step++, x += stepX, y += stepY) pixels[(y | 0) * width + (x | 0)] = colour;
    }
  }

  drawCloud(cloud, size, alpha = 1) {
    const { spots, sizes, count } = cloud, { scale, left, top, turned, pixels } = this, { width, height } = this.image, stay = 1 - turned;
    const shown = this.shades(cloud, alpha), grown = size * this.ratio;
    for (let spot = 0, at = 0; spot < count; spot++, at += 4) {
      const x = left + (spots[at] * stay + spots[at + 2] * turned) * scale, y = top - (spots[at + 1] * stay + spots[at + 3] * turned) * scale;
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const wide = Math.round(sizes[spot] * grown), at0 = (y | 0) * width + (x | 0), colour = shown[spot];
      if (wide < 2) {
        pixels[at0] = colour;
        continue;
      }
      const stamp = (this.stamps[wide] ??= disc(wide, width)), near = wide / 2 + 1;
      if (x < near || y < near || x >= width - near || y >= height - near) {
        pixels[at0] = colour;
        continue;
      }
      for (let part = 0; part < stamp.length; part++) pixels[at0 + stamp[part]] = colour;
    }
  }

  /** The colours of a cloud on this paper; made again when it, the paper or the alpha has changed. */
  shades(cloud, alpha) {
    const key = `${alpha} ${this.paper}`;
    if (cloud.shown?.key === key) return cloud.shown.shades;
    const { colours, count } = cloud, shades = new Uint32Array(count), known = new Map();
    const words = new Uint32Array(colours.buffer, colours.byteOffset, count);
    for (let spot = 0; spot < count; spot++) {
      const word = words[spot];
      let shade = known.get(word);
      if (shade === undefined) {
        const at = 4 * spot, solid = (colours[at + 3] / 255) * alpha;
        known.set(word, (shade = packed(...[0, 1, 2].map((axis) => mixed(colours[at + axis], this.paper[axis], solid)))));
      }
      shades[spot] = shade;
    }
    cloud.shown = { key, shades };
    return shades;
  }
}

/** The pixels of a disc of a diameter, counted from its middle in an image of this width. */
function disc(diameter, width) {
  const found = [], radius = diameter / 2, low = -Math.floor(radius), shift = diameter % 2 ? 0 : 0.5;
  for (let row = low; row < low + diameter; row++) {
    for (let column = low; column < low + diameter; column++) {
      if ((row + shift) ** 2 + (column + shift) ** 2 <= radius * radius) found.push(row * width + column);
    }
  }
  return Int32Array.from(found);
}
