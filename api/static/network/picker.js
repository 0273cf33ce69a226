// The picker: which dot is under the finger, by a spatial index of each layout, made when it is first asked for.
import KDBush from "../vendor/index.js";

const LARGE = 200000; // spots of which an index would take longer to make than may be waited for

export class Picker {
  /** Of `count` spots, each with its coordinates in both layouts. */
  constructor(spots, count) {
    Object.assign(this, { spots, count, indexes: new Map() });
  }

  /** The nearest spot within a radius, where there are too many for an index: looking at each takes some milliseconds. */
  seek(x, y, radius, offset) {
    let best = -1, least = radius * radius;
    const { spots } = this;
    for (let spot = 0, at = offset; spot < this.count; spot++, at += 4) {
      const far = (spots[at] - x) ** 2 + (spots[at + 1] - y) ** 2;
      if (far <= least) [best, least] = [spot, far];
    }
    return best < 0 ? null : { spot: best, far: Math.sqrt(least) };
  }

  /** The nearest spot within a radius, as its number and distance; `offset` is 0 in the radial layout and 2 in the other. */
  nearest(x, y, radius, offset) {
    if (this.count > LARGE) return this.seek(x, y, radius, offset);
    let best = -1, least = radius * radius;
    for (const spot of this.index(offset).within(x, y, radius)) {
      const far = (this.spots[4 * spot + offset] - x) ** 2 + (this.spots[4 * spot + offset + 1] - y) ** 2;
      if (far <= least) [best, least] = [spot, far];
    }
    return best < 0 ? null : { spot: best, far: Math.sqrt(least) };
  }

  index(offset) {
    if (!this.indexes.has(offset)) {
      const index = new KDBush(this.count, 64, Float32Array);
      for (let spot = 0; spot < this.count; spot++) index.add(this.spots[4 * spot + offset], this.spots[4 * spot + offset + 1]);
      this.indexes.set(offset, index.finish());
    }
    return this.indexes.get(offset);
  }
}
