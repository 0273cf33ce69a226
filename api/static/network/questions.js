// Questions that are asked of the map: each gives every place a tone, and where it can every dot one of its own. A tone is
// a number of the palette; NONE stands for whoever the question does not concern, or of whom the reader sees nothing.
import { step } from "./colours.js";

export const NONE = 255;
const UNSEEN = 2 ** 32 - 1;
const RAMP = ["--ramp-0", "--ramp-1", "--ramp-2", "--ramp-3", "--ramp-4"];
const CLASS = [0, 0, 1, 1, 2]; // of the members of a dot, by its class: under 25, 100, 200, 1000, more

function each(count, tone) {
  const found = new Uint8Array(count);
  for (let spot = 0; spot < count; spot++) found[spot] = tone(spot);
  return found;
}

/** How far a directive has got: shares in per cent by place, 255 where not seen; below what is known, as the county. */
export function progress(atlas, shares) {
  const tones = new Uint8Array(atlas.count);
  for (let place = 0; place < atlas.count; place++) {
    const share = shares[shares[place] === 255 ? atlas.county(place) : place];
    tones[place] = share > 100 ? NONE : step(share);
  }
  const dots = ({ shares, slots, count }) => shares && each(count, (spot) => (shares[slots[spot]] > 100 ? NONE : step(shares[slots[spot]])));
  return { name: "progress", palette: RAMP, tones, dots };
}

/** How many unions, or members, there are in a branch: by powers of ten from a first one on. */
export function census(atlas, values, name, first) {
  const tones = new Uint8Array(atlas.count);
  for (let place = 0; place < atlas.count; place++) {
    const value = values[place];
    tones[place] = value === UNSEEN ? NONE : value < first ? 0 : Math.min(4, 1 + Math.floor(Math.log10(value / first) + 1e-9));
  }
  const dots = ({ sizes, count }) => (name === "members" ? each(count, (spot) => CLASS[sizes[spot] - 1]) : new Uint8Array(count));
  return { name, palette: RAMP, tones, dots };
}

/** What has changed since a day: who was founded (1), who has moved (2), and who is as before (0). */
export function since(atlas, past, day) {
  const tones = new Uint8Array(atlas.count), moved = past.moved(day);
  for (let place = 0; place < atlas.count; place++) tones[place] = past.born[place] > day ? 1 : 0;
  for (const move of moved) if (move.rank < 0 && tones[move.place] === 0) tones[move.place] = 2;
  const elsewhere = new Map();
  for (const { place, rank } of moved) if (rank >= 0) elsewhere.set(place, (elsewhere.get(place) ?? new Set()).add(rank));
  const dots = ({ born, slots, places, ranks, count }) => each(count, (spot) => (born?.[slots[spot]] > day ? 1 : elsewhere.size && elsewhere.get(places[spot])?.has(ranks[spot]) ? 2 : 0));
  return { name: "since", palette: ["--map-dot", "--founded", "--moved"], tones, dots };
}

/** Where a directive had got to so many minutes after its issue: not there yet (0), there (1), done (2). */
export function wave(atlas, { came, done }, minute, tones = new Uint8Array(atlas.count)) {
  for (let place = 0; place < atlas.count; place++) {
    const here = came[place];
    tones[place] = here === UNSEEN ? NONE : done[place] <= minute ? 2 : here <= minute ? 1 : 0;
  }
  return { name: "wave", palette: ["--ramp-0", "--ramp-2", "--ramp-4"], tones, dots: () => null };
}

/** How many places have each tone. */
export function counted(question) {
  const found = question.palette.map(() => 0);
  for (const tone of question.tones) if (tone !== NONE) found[tone]++;
  return found;
}
