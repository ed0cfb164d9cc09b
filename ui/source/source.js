// The source panel: brings the marked quote into view whenever another one is shown.
function reveal() {
  const views = element.querySelector(".cv-views");
  const page = element.querySelector('.cv-source[data-view="page"]');
  const mark = views?.querySelector(page ? ".cv-box" : ".cv-text mark");
  if (!mark) return;
  const above = mark.getBoundingClientRect().top - views.getBoundingClientRect().top;
  views.scrollTop += above - views.clientHeight / 4;
}
const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  const panel = element.querySelector(".cv-source");
  if (!button || !panel) return;
  if (button.dataset.do === "close") send("cv-close");
  if (button.dataset.do === "previous") send("cv-step", -1);
  if (button.dataset.do === "next") send("cv-step", 1);
  if (button.dataset.do === "toggle") {
    const text = panel.dataset.view === "page";
    panel.dataset.view = text ? "text" : "page";
    button.setAttribute("aria-pressed", String(text));
    reveal();
  }
});
watch("value", reveal);
