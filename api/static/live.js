// Live: when something that the page shows has changed, it is fetched again and takes its own place, unless somebody
// has typed something into it, or walks through it by keyboard. One stream a tab; the browser resumes it with the number of what it heard last.

import htmx from "./vendor/htmx.js";

const page = document.querySelector("[data-live]"), CALM = 4000; // milliseconds between two refreshes at least
const FIELDS = "#main :is(input:not([type=hidden]), textarea, select)";
const typed = ({ type, value, defaultValue, checked, defaultChecked, options, selectedIndex }) =>
  options ? selectedIndex !== Math.max(0, [...options].findIndex((each) => each.defaultSelected)) : /checkbox|radio/.test(type) ? checked !== defaultChecked : value !== defaultValue;
const busy = () => document.querySelector(`${FIELDS}:not([type=checkbox]):focus, #live :focus-visible, #main details[open], #main .htmx-request`) || [...document.querySelectorAll(FIELDS)].some(typed);
let due = false, last = 0;

async function refresh() {
  if (!due || document.hidden || busy()) return;
  const wait = last + CALM - Date.now();
  if (wait > 0) {
    setTimeout(refresh, wait);
    return;
  }
  due = false;
  last = Date.now();
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [here, there] = [document.getElementById("live"), fresh.getElementById("live")];
  if (!here || !there || busy()) return;
  here.replaceWith(document.adoptNode(there));
  htmx.process(there);
  document.title = fresh.title;
  document.dispatchEvent(new Event("refreshed"));
}

if (page) {
  const stream = new EventSource(page.dataset.live);
  stream.addEventListener("changed", () => {
    due = true;
    refresh();
  });
  document.addEventListener("visibilitychange", refresh);
  document.addEventListener("focusout", () => setTimeout(refresh, 300));
  addEventListener("pagehide", () => stream.close());
}
