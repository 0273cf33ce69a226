// What every page does beyond plain forms and links: the address follows where a form has led, and it is said when the
// network has gone while something was sent; and a page is printed by its own button.

const notice = () => document.getElementById("notice");

document.addEventListener("htmx:error", () => {
  notice().replaceChildren(document.getElementById("unreached").content.cloneNode(true));
  notice().scrollIntoView({ block: "nearest" });
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

document.addEventListener("htmx:after:swap", (event) => {
  const { target, response } = event.detail.ctx;
  if (response?.raw.redirected && target?.id === "main" && response.raw.url !== location.href) history.pushState({ htmx: true }, "", response.raw.url);
  document.querySelector("#notice > *")?.scrollIntoView({ block: "nearest" });
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
