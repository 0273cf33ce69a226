// Paint: the colours of places and dots, by what is asked of the map and by what of it alone is to be seen.
import { word } from "./colours.js";
import { NONE } from "./questions.js";

const FAINT = 60;

export class Paint {
  constructor(atlas, theme, question, kept) {
    this.atlas = atlas;
    this.question = question;
    this.plain = word(theme.dot, 255);
    this.nothing = word(theme.none, FAINT);
    this.shades = question?.palette.map((name, tone) => word(theme.tone(name), kept === null || tone === kept ? 255 : FAINT));
    this.words = new Uint32Array(atlas.count).fill(this.plain);
    if (question) for (let place = 0; place < atlas.count; place++) this.words[place] = this.shade(question.tones[place]);
  }

  shade(tone) {
    return tone === NONE ? this.nothing : this.shades[tone];
  }

  places() {
    return new Uint8Array(this.words.buffer);
  }

  /** Of dots, each by itself where that is known, or else as the place around which it stands. */
  dots(block) {
    const found = new Uint32Array(block.count), tones = this.question?.dots(block);
    for (let spot = 0; spot < block.count; spot++) found[spot] = tones ? this.shade(tones[spot]) : this.words[block.places[spot]];
    return new Uint8Array(found.buffer);
  }
}
