// The atlas: places with their coordinates, and the dots around them, read from the binary files of one version.

const UNIT = 32767;
const CIRCLE = (2 * Math.PI) / 65536;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const NEAR = 0.00016; // how far apart dots stand on the map, in widths of the country
const [INNER, OUTER] = [0.81, 1]; // between which radii dots stand
const COUNTY = 4;
const AT_ONCE = 60000; // dots laid without a pause
const NAMED = 64; // dots whose names come together

export class Atlas {
  constructor(base, buffer, names) {
    const [count, dots] = new Uint32Array(buffer, 0, 2);
    let offset = 8;
    const column = (Kind, wide = 1) => {
      const found = new Kind(buffer, offset, count * wide);
      offset += found.byteLength;
      return found;
    };
    Object.assign(this, { base, names, count, dots, named: new Set(), dots_named: new Map() });
    this.parent = column(Uint32Array);
    this.below = column(Uint32Array);
    this.many = column(Uint32Array);
    const radial = column(Int16Array, 2), geographic = column(Int16Array, 2);
    this.arc = column(Uint16Array, 2);
    this.depth = column(Uint8Array);
    this.kind = column(Uint8Array);
    this.spots = new Float32Array(count * 4); // radial x y, geographic x y
    for (let place = 0; place < count; place++) {
      this.spots[4 * place] = radial[2 * place] / UNIT;
      this.spots[4 * place + 1] = radial[2 * place + 1] / UNIT;
      this.spots[4 * place + 2] = geographic[2 * place] / UNIT;
      this.spots[4 * place + 3] = geographic[2 * place + 1] / UNIT;
    }
    this.held = new Uint8Array(count); // whether there are dots in a county, or directly at a higher place
    for (let place = 0; place < count; place++) if (this.many[place]) this.held[this.county(place)] = 1;
  }

  static async open(base) {
    const [places, names] = await Promise.all([fetch(`${base}/places.bin`), fetch(`${base}/names.json`)]);
    return new Atlas(base, await places.arrayBuffer(), await names.json());
  }

  /** The places from one up to the root. */
  line(place) {
    const found = [place];
    while (found.at(-1) !== 0) found.push(this.parent[found.at(-1)]);
    return found;
  }

  /** The county in which a place is, or the place itself where it stands higher. */
  county(place) {
    while (this.depth[place] > COUNTY && place) place = this.parent[place];
    return place;
  }

  /** Where the dot of a rank at a place is, in both layouts. */
  spot(place, rank, into = new Float32Array(4), at = 0) {
    const middle = this.arc[2 * place] * CIRCLE, half = this.arc[2 * place + 1] * CIRCLE;
    const angle = middle + (((rank * 0.6180339887 + place * 0.5698402910) % 1) * 2 - 1) * half * 0.94;
    const radius = INNER + ((rank * 0.7548776662 + place * 0.3247179572) % 1) * (OUTER - INNER);
    const turn = rank * GOLDEN, reach = NEAR * Math.sqrt(rank + 1);
    into[at] = radius * Math.sin(angle);
    into[at + 1] = radius * Math.cos(angle);
    into[at + 2] = this.spots[4 * place + 2] + reach * Math.cos(turn);
    into[at + 3] = this.spots[4 * place + 3] + reach * Math.sin(turn);
    return into;
  }

  /** The dots of a county: where they are, how large, and which. */
  async block(county) {
    const buffer = await (await fetch(`${this.base}/blocks/${county}`)).arrayBuffer();
    const places = new Uint32Array(buffer, 0, 1)[0];
    const table = new Uint32Array(buffer, 4, 2 * places);
    return this.lay(table, new Uint8Array(buffer, 4 + 8 * places));
  }

  /** All dots there are. */
  async all() {
    const buffer = await (await fetch(`${this.base}/all.bin`)).arrayBuffer();
    const many = new Uint32Array(buffer, 0, this.count), table = new Uint32Array(2 * this.count);
    for (let place = 0; place < this.count; place++) table.set([place, many[place]], 2 * place);
    return this.lay(table, new Uint8Array(buffer, 4 * this.count));
  }

  /** Lay dots around their places, some at a time, so that nothing stands still meanwhile. */
  async lay(table, held) {
    const spots = new Float32Array(4 * held.length), places = new Uint32Array(held.length), slots = new Uint32Array(held.length);
    const ranks = new Uint32Array(held.length), sizes = new Uint8Array(held.length);
    let slot = 0, count = 0, rest = AT_ONCE;
    for (let row = 0; row < table.length; row += 2) {
      for (let rank = 0; rank < table[row + 1]; rank++, slot++) {
        if (held[slot] === 0) continue; // whoever was there is no longer
        this.spot(table[row], rank, spots, 4 * count);
        places[count] = table[row];
        ranks[count] = rank;
        slots[count] = slot;
        sizes[count++] = held[slot];
      }
      if (slot > rest) {
        rest = slot + AT_ONCE;
        await new Promise((done) => setTimeout(done));
      }
    }
    const there = (column, wide = 1) => column.subarray(0, wide * count);
    return { count, spots: there(spots, 4), places: there(places), ranks: there(ranks), slots: there(slots), sizes: there(sizes) };
  }

  /** What the places of a county are called; those that were not known before. */
  async towns(county) {
    if (this.named.has(county)) return [];
    this.named.add(county);
    const fresh = Object.entries(await (await fetch(`${this.base}/towns/${county}`)).json()).filter(([place]) => !this.names[place]);
    for (const [place, name] of fresh) this.names[place] = name;
    return fresh.map(([place]) => Number(place));
  }

  /** What a place or a dot is called; dots are asked for some at a time. */
  async called(place, rank) {
    if (rank === null) {
      await this.towns(this.county(place));
      return this.names[place];
    }
    const from = rank - (rank % NAMED), key = `${place} ${from}`;
    if (!this.dots_named.has(key)) this.dots_named.set(key, fetch(`${this.base}/names/${place}?from=${from}`).then((answer) => (answer.ok ? answer.json() : [])));
    return (await this.dots_named.get(key))[rank - from] ?? "";
  }

  /** A column of numbers in a file of its own. */
  async column(name, Kind) {
    return new Kind(await (await fetch(`${this.base}/${name}`)).arrayBuffer());
  }

  /** Who has moved, by place and rank, with the days and the places left, and who was dissolved. */
  async changes() {
    return (await fetch(`${this.base}/changes.json`)).json();
  }
}
