// What every page does beyond plain forms and links: it says so when the network has gone while something was sent.

const notice = document.getElementById("notice");

const say = (name) => {
  const template = document.getElementById(name);
  notice.replaceChildren(template.content.cloneNode(true));
  notice.scrollIntoView({ block: "nearest" });
};

document.addEventListener("htmx:error", () => say("unreached"));
document.addEventListener("htmx:after:swap", (event) => {
  const found = event.target.closest?.("[data-took]") ?? document.querySelector("#notice .wrong");
  found?.scrollIntoView({ block: "nearest" });
});
