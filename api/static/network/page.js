// The page of the network: fingers, keys, search, the panel beside, and what is asked of the map.
import { Asking, text } from "./asking.js";
import { png, svg } from "./save.js";
import { Twin } from "./twin.js";
import { open } from "./view.js";
import { Wave } from "./wave.js";

const root = document.getElementById("network"), panel = document.getElementById("panel");
const stage = root.querySelector(".stage"), hits = document.getElementById("hits");
const base = root.dataset.atlas, fingers = new Map();
const FEW = 5000; // dots that are shown without being asked for
const SOON = 120; // milliseconds for which a pointer rests before a name is asked for

let resting, shown = 0; // what was chosen last: an answer that comes after another choice is not shown

/** Keep in the address whose panel is shown: by id, since places are numbered anew on every map. */
function keep(view) {
  const union = panel.querySelector("[data-union]")?.dataset.union;
  if (union) view.state.set("union", union);
  else view.state.delete("union");
  view.arrive();
}

async function show(view, what, fly) {
  const mine = ++shown;
  view.choose(what, fly);
  twin.fetch();
  if (!what) {
    panel.replaceChildren();
    keep(view);
    return;
  }
  const asked = new URLSearchParams();
  if (what.rank !== null) asked.set("dot", what.rank);
  if (asking.directive) asked.set("directive", asking.directive);
  if (asking.since) asked.set("since", asking.since);
  const answer = await fetch(`${base}/places/${what.place}?${asked}`, { headers: { "HX-Request": "true" } });
  const said = await answer.text();
  if (mine !== shown) return;
  panel.innerHTML = said;
  view.title = panel.querySelector("h2")?.textContent.trim() ?? "";
  keep(view);
  view.ask();
}

/** What is under a pointer that rests is called by its name. */
function name(view, what) {
  clearTimeout(resting);
  if (!what) return;
  resting = setTimeout(async () => {
    const called = await view.atlas.called(what.place, what.rank);
    if (view.hovered !== what) return;
    view.hint = called;
    view.ask();
  }, SOON);
}

function follow(view) {
  stage.addEventListener("pointerdown", (event) => {
    if (event.target.closest(".tools")) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY, moved: 0 });
  });
  stage.addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (event.target.closest(".tools")) return;
    if (!finger) {
      const found = view.pick(event.offsetX, event.offsetY);
      stage.classList.toggle("over", Boolean(found));
      if (view.hover(found)) name(view, found);
      return;
    }
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    const [dx, dy] = [event.offsetX - finger.x, event.offsetY - finger.y];
    if (others.length) {
      const other = others[0], before = Math.hypot(finger.x - other.x, finger.y - other.y);
      view.camera.zoomAt((event.offsetX + other.x) / 2, (event.offsetY + other.y) / 2, Math.hypot(event.offsetX - other.x, event.offsetY - other.y) / (before || 1));
    } else view.camera.pan(dx, dy);
    Object.assign(finger, { x: event.offsetX, y: event.offsetY, moved: finger.moved + Math.abs(dx) + Math.abs(dy) });
    view.ask();
  });
  stage.addEventListener("pointerup", (event) => {
    const finger = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (finger && finger.moved < 6) show(view, view.pick(event.offsetX, event.offsetY), false);
  });
  stage.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    view.camera.zoomAt(event.offsetX, event.offsetY, Math.exp(-event.deltaY * 0.0016));
    view.ask();
  }, { passive: false });
}

function steer(view) {
  const { camera } = view, far = 60;
  const moves = {
    ArrowLeft: () => camera.pan(far, 0), ArrowRight: () => camera.pan(-far, 0), ArrowUp: () => camera.pan(0, far), ArrowDown: () => camera.pan(0, -far),
    "+": () => camera.zoomAt(camera.width / 2, camera.height / 2, 1.4), "-": () => camera.zoomAt(camera.width / 2, camera.height / 2, 1 / 1.4),
    0: () => view.home(), Enter: () => show(view, view.pick(camera.width / 2, camera.height / 2), false), Escape: () => show(view, null),
  };
  stage.addEventListener("keydown", (event) => {
    if (!moves[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    moves[event.key]();
    view.ask();
  });
  root.querySelectorAll("[data-key]").forEach((button) => button.addEventListener("click", () => {
    moves[button.dataset.key]();
    view.ask();
  }));
}

function find(view) {
  const input = root.querySelector("[name=q]");
  let asking = 0;
  const look = async () => {
    const mine = ++asking, asked = input.value.trim();
    const found = asked ? await (await fetch(`${base}/find?q=${encodeURIComponent(asked)}`)).json() : [];
    if (mine !== asking) return;
    hits.replaceChildren(...found.map((hit) => {
      const item = document.createElement("li"), button = document.createElement("button"), where = document.createElement("small");
      button.type = "button";
      button.textContent = hit.name;
      button.lang = where.lang = "zh-CN";
      where.textContent = hit.line;
      button.append(document.createElement("br"), where);
      button.addEventListener("click", () => {
        hits.replaceChildren();
        show(view, { place: hit.spot[0], rank: hit.spot[1] }, true);
        stage.focus();
      });
      item.append(button);
      return item;
    }));
    if (asked && !found.length) hits.append(text("nothing"));
  };
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 200);
  });
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
}

function arrange(view) {
  const buttons = [...root.querySelectorAll("[data-layout]")];
  const mark = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String((button.dataset.layout === "map") === Boolean(view.goal))));
  buttons.forEach((button) => button.addEventListener("click", () => {
    view.layout(button.dataset.layout);
    mark();
  }));
  mark();
  root.querySelector("[data-all]").addEventListener("click", async (event) => {
    event.currentTarget.hidden = true;
    await view.everything();
  });
}

/** Another day is looked at from where one is. */
function date(view) {
  const form = root.querySelector("form[data-keep]"), link = root.querySelector("a[data-keep]");
  form.addEventListener("submit", () => (form.action = `/network#${view.state}`));
  link?.addEventListener("click", () => (link.href = `/network#${view.state}`));
}

function save(view) {
  for (const button of root.querySelectorAll("[data-save]")) button.addEventListener("click", () => (button.dataset.save === "png" ? png : svg)(view, asking.said()));
}

const view = await open(root);
const asking = new Asking(view, () => {
  wave.reset();
  if (view.chosen) show(view, view.chosen, false);
  else twin.fetch();
});
const wave = new Wave(asking), twin = new Twin(view, asking, (what) => show(view, what, true));
[follow, steer, find, arrange, date, save].forEach((tie) => tie(view));
if (view.atlas.dots <= FEW) root.querySelector("[data-all]").click();
const kept = view.state.get("union");
const restored = asking.restore(); // what is asked is known at once, so the table is fetched with its columns
if (view.state.has("table")) twin.turn(true);
await restored;
if (kept) {
  const spot = await (await fetch(`${base}/spots/${encodeURIComponent(kept)}`)).json();
  if (spot) show(view, { place: spot[0], rank: spot[1] }, !view.state.has("z"));
  else panel.replaceChildren(text("absent"));
}
root.dataset.ready = "";
root.view = view;
