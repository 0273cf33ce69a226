// Colours: those of the page's style sheet, as what the scene draws with; and the ramp of shares.

export function theme(element) {
  const style = getComputedStyle(element), ink = (name) => style.getPropertyValue(name).trim();
  return {
    ink: ink("--ink"), paper: ink("--paper"), accent: ink("--red"), quiet: ink("--quiet"), line: ink("--map-line"),
    dot: ink("--map-dot"), none: ink("--line"), second: ink("--second"), pact: ink("--pact"), gone: ink("--gone"), moved: ink("--moved"), tone: ink,
  };
}

/** A colour such as #1f1d1a as three numbers from 0 to 255. */
export const bytes = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** And as three numbers from 0 to 1. */
export const parts = (colour) => bytes(colour).map((each) => each / 255);

/** And with an alpha as the four bytes of one number. */
export const word = (colour, alpha) => new Uint32Array(new Uint8Array([...bytes(colour), alpha]).buffer)[0];

/** The steps of the ramp: nobody, up to a quarter, half, three quarters, more. */
export const step = (share) => (share === 0 ? 0 : share <= 25 ? 1 : share <= 50 ? 2 : share < 100 ? 3 : 4);
