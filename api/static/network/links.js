// Links: the lines from places to their superiors, and other lines between two places, as what the scene draws.

/** The links of places of some levels to their superiors, curved outwards where there are several pieces to each. */
export function links({ spots, depth, parent, count }, chosen, pieces) {
  const lines = new Float32Array(8 * pieces * count), bend = new Float32Array(4);
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

/** Straight lines between places, from a table of so many columns with both ends in the first two. */
export function between({ spots }, table, columns) {
  const lines = new Float32Array((8 * table.length) / columns);
  for (let row = 0, end = 0; row < table.length; row += columns, end += 8) {
    for (const side of [0, 1]) lines.set(spots.subarray(4 * table[row + side], 4 * table[row + side] + 4), end + 4 * side);
  }
  return lines;
}

/** Lines from the places where unions stood to where they stand now. */
export function paths(atlas, moves) {
  const lines = new Float32Array(8 * moves.length);
  moves.forEach(({ place, rank, before }, at) => {
    lines.set(atlas.spots.subarray(4 * before, 4 * before + 4), 8 * at);
    if (rank < 0) lines.set(atlas.spots.subarray(4 * place, 4 * place + 4), 8 * at + 4);
    else atlas.spot(place, rank, lines, 8 * at + 4);
  });
  return lines;
}
