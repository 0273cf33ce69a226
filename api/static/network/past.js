// The past: who came when, who has moved and who was dissolved, so that what has changed since a day can be told.

const DAY = 86400000;

/** The number of a day such as 2026-03-05. */
export const numbered = (day) => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY);

export class Past {
  constructor(born, { moved: [places, ranks, days, before], gone }) {
    this.born = born;
    this.moves = places.map((place, at) => ({ place, rank: ranks[at], day: days[at], before: before[at] })).sort((one, other) => one.day - other.day);
    this.gone = gone.map(([place, day, name, depth]) => ({ place, day, name, depth }));
  }

  static async open(atlas) {
    return new Past(...(await Promise.all([atlas.column("days.bin", Uint16Array), atlas.changes()])));
  }

  /** Who stood elsewhere at the end of a day, and where: what he first left after it tells. */
  moved(day) {
    const first = new Map();
    for (const move of this.moves) {
      const key = `${move.place} ${move.rank}`;
      if (move.day > day && !first.has(key)) first.set(key, move);
    }
    return [...first.values()];
  }

  /** Who was dissolved since. */
  departed(day) {
    return this.gone.filter((each) => each.day > day);
  }
}
