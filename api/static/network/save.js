// Saving: the map as it is seen, with its names and legend, as a picture of pixels or of shapes.

const [ROW, PAD, EDGE] = [22, 16, 1.5];
const FACE = '"PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
const AT_ONCE = 20000; // shapes between two pauses

const pause = () => new Promise((done) => setTimeout(done));
const safe = (words) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** The map as a PNG, in the pixels of the screen. */
export async function png(view, said) {
  const [map, names] = view.root.querySelectorAll(".stage canvas"), picture = document.createElement("canvas"), ratio = map.width / view.camera.width;
  Object.assign(picture, { width: map.width, height: map.height });
  const pen = picture.getContext("2d");
  view.draw(performance.now()); // in the same task as the copy: what WebGL has drawn is gone after it
  pen.drawImage(map, 0, 0);
  if (!names.hidden) pen.drawImage(names, 0, 0);
  pen.scale(ratio, ratio);
  write(pen, said, view.theme);
  hand(await new Promise((done) => picture.toBlob(done, "image/png")), "network.png");
}

function write(pen, { title, rows }, theme) {
  if (!title) return;
  pen.font = `12px ${FACE}`;
  pen.textBaseline = "middle";
  const wide = Math.max(...[title, ...rows.map((row) => `${row.words} ${row.count}`)].map((words) => pen.measureText(words).width)) + 3 * PAD;
  pen.fillStyle = theme.paper;
  pen.fillRect(PAD / 2, PAD / 2, wide, (rows.length + 1) * ROW + PAD);
  const line = (words, at, left) => {
    pen.fillStyle = theme.ink;
    pen.fillText(words, left, PAD + at * ROW + ROW / 2);
  };
  line(title, 0, PAD);
  rows.forEach((row, at) => {
    pen.fillStyle = row.colour;
    pen.beginPath();
    pen.arc(PAD + 6, PAD + (at + 1) * ROW + ROW / 2, 6, 0, 2 * Math.PI);
    pen.fill();
    line(`${row.words}  ${row.count}`, at + 1, PAD + 20);
  });
}

/** The map as an SVG: the lines and unions in view as shapes, names as text. */
export async function svg(view, said) {
  const { camera, theme } = view, parts = [];
  parts.push(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${camera.width} ${camera.height}" width="${camera.width}" height="${camera.height}" font-family='${FACE}' font-size="12">`);
  parts.push(`<rect width="100%" height="100%" fill="${theme.paper}"/>`);
  const zoom = camera.zoom;
  parts.push(...(await strokes(view, view.twigs.ends, theme.line, Math.min(0.5, 0.05 + zoom * 0.012))), ...(await strokes(view, view.net.ends, theme.line, 0.5)));
  for (const { ends, colour, alpha } of view.overlays.values()) parts.push(...(await strokes(view, ends, theme[colour], alpha)));
  for (const block of view.blocks.values()) parts.push(...(await discs(view, block.spots, block.sizes, view.paint.dots(block), 0.45 * zoom ** 0.25)));
  parts.push(...(await discs(view, view.atlas.spots, view.sizes, view.paint.places(), Math.min(3, Math.max(1, zoom ** 0.22)))));
  for (const { left, top, words, strong } of view.labels.shown) parts.push(`<text x="${left + 7}" y="${top + 4}" fill="${theme.ink}" stroke="${theme.paper}" stroke-width="3" paint-order="stroke"${strong ? ' font-weight="600" font-size="13"' : ""}>${safe(words)}</text>`);
  parts.push(...legend(said, theme), "</svg>");
  hand(new Blob([parts.join("\n")], { type: "image/svg+xml" }), "network.svg");
}

const round = (number) => Math.round(number * 10) / 10;

async function strokes(view, ends, colour, alpha) {
  const { camera } = view, found = [];
  for (let at = 0; at < ends.length; at += 8) {
    if (at % (8 * AT_ONCE) === 0 && at) await pause();
    const [x, y] = camera.toScreen(...view.between(ends, at)), [toX, toY] = camera.toScreen(...view.between(ends, at + 4));
    if (Math.max(x, toX) < 0 || Math.max(y, toY) < 0 || Math.min(x, toX) > camera.width || Math.min(y, toY) > camera.height) continue;
    found.push(`M${round(x)} ${round(y)}L${round(toX)} ${round(toY)}`);
  }
  return found.length ? [`<path fill="none" stroke="${colour}" stroke-opacity="${alpha}" d="${found.join("")}"/>`] : [];
}

async function discs(view, spots, sizes, colours, size) {
  const { camera } = view, by = new Map();
  for (let spot = 0; spot < sizes.length; spot++) {
    if (spot % AT_ONCE === 0 && spot) await pause();
    const [x, y] = view.between(spots, 4 * spot);
    if (!camera.sees(x, y, 4)) continue;
    const [left, top] = camera.toScreen(x, y), at = 4 * spot, ink = `rgb(${colours[at]} ${colours[at + 1]} ${colours[at + 2]})`, alpha = round(colours[at + 3] / 255), key = `${ink}" fill-opacity="${alpha}`;
    if (!by.has(key)) by.set(key, []);
    by.get(key).push(`<circle cx="${round(left)}" cy="${round(top)}" r="${Math.max(0.5, round((sizes[spot] * size) / 2))}"/>`);
  }
  return [...by].map(([key, circles]) => `<g fill="${key}">${circles.join("")}</g>`);
}

function legend({ title, rows }, theme) {
  if (!title) return [];
  const found = [`<text x="${PAD}" y="${PAD + 14}" fill="${theme.ink}" font-weight="600">${safe(title)}</text>`];
  rows.forEach(({ words, count, colour }, at) => found.push(
    `<circle cx="${PAD + 6}" cy="${PAD + (at + 1) * ROW + ROW / 2}" r="6" fill="${colour}" stroke="${theme.paper}" stroke-width="${EDGE}"/>`,
    `<text x="${PAD + 20}" y="${PAD + (at + 1) * ROW + ROW / 2 + 4}" fill="${theme.ink}" stroke="${theme.paper}" stroke-width="3" paint-order="stroke">${safe(words)}  ${count}</text>`,
  ));
  return found;
}
