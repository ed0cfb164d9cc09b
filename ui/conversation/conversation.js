// Runs when the conversation is first shown. Keeps the newest question in view while its answer
// arrives, until the visitor scrolls, and asks for the source of the mark that is clicked.
let shown = element.querySelectorAll(".cv-exchange").length;
let following = false;
for (const kind of ["wheel", "touchmove"]) {
  window.addEventListener(kind, () => { following = false; }, { passive: true });
}

const exchanges = () => [...element.querySelectorAll(".cv-exchange")];
const marksOf = (exchange) => [...exchange.querySelectorAll(".cv-mark")];
const panel = () => document.querySelector("#cv-source .cv-source");
let current = null;  // [exchange, mark], both counted from 0

function show(exchange, n) {
  const mark = marksOf(exchanges()[exchange])[n];
  if (!mark) return;
  current = [exchange, n];
  point();
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "nearest" });
  trigger("show", { exchange, n });
}
function point() {
  for (const mark of element.querySelectorAll(".cv-mark")) mark.removeAttribute("aria-current");
  if (!current) return;
  const exchange = exchanges()[current[0]];
  if (exchange) marksOf(exchange)[current[1]]?.setAttribute("aria-current", "true");
}
function step(by) {
  if (current) show(current[0], current[1] + by);
}
function close() {
  const mark = element.querySelector(".cv-mark[aria-current]");
  current = null;
  point();
  trigger("close");
  mark?.focus();
}

const questionOf = (exchange) => exchange.querySelector(".cv-question");
const place = (exchange) => exchanges().indexOf(exchange);
function rate(exchange, button) {
  const form = exchange.querySelector(".cv-tools form");
  const rating = button.dataset.do;
  if (button.getAttribute("aria-pressed") === "false") {
    trigger("rate", { exchange: place(exchange), rating, comment: "" });
  }
  for (const other of exchange.querySelectorAll(".cv-tools [aria-pressed]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  form.hidden = false;
  form.dataset.rating = rating;
  form.querySelector("input").focus();
}
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const input = form.querySelector("input");
  const comment = input.value.trim();
  form.hidden = true;
  input.value = "";
  if (!comment) return;  // the click on the thumb is stored already
  trigger("rate", { exchange: place(form.closest(".cv-exchange")), rating: form.dataset.rating, comment });
});
const tools = {
  retry(exchange) {
    trigger("again", { exchange: place(exchange), question: questionOf(exchange).textContent });
  },
  edit(exchange) {
    const question = questionOf(exchange);
    if (question.hidden) return exchange.querySelector(".cv-edit textarea").focus();
    const form = document.createElement("form");
    form.className = "cv-edit";
    form.innerHTML =
      '<textarea aria-label="Edit the question"></textarea><button>Ask</button>' +
      '<button type="button">Cancel</button><span>Enter asks, Esc cancels</span>';
    const box = form.querySelector("textarea");
    box.value = question.textContent;
    question.hidden = true;
    question.after(form);
    box.focus();
    const end = () => { form.remove(); question.hidden = false; };
    const cancel = () => { end(); exchange.querySelector("[data-do=edit]").focus(); };
    form.querySelector("[type=button]").addEventListener("click", cancel);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (!box.value.trim()) return;
      trigger("again", { exchange: place(exchange), question: box.value });
      end();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        cancel();
      } else if (event.key === "Enter" && !event.shiftKey && event.target === box) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
  },
  good: (exchange, button) => rate(exchange, button),
  bad: (exchange, button) => rate(exchange, button),
  async copy(exchange, button) {
    const parts = exchange.querySelectorAll(".cv-short, .cv-said, .cv-note p, blockquote, .cv-place");
    const text = [...parts].map((part) => part.innerText).join("\n");
    await navigator.clipboard?.writeText(text);
    button.textContent = navigator.clipboard ? "Copied" : "Not possible here";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  },
};

element.addEventListener("click", (event) => {
  const example = event.target.closest("[data-ask]");
  if (example) trigger("again", { exchange: 0, question: example.dataset.ask });
  const tool = event.target.closest(".cv-tools [data-do]");
  if (tool) tools[tool.dataset.do](tool.closest(".cv-exchange"), tool);
  const point = event.target.closest(".cv-point");
  if (point) show(place(point.closest(".cv-exchange")), Number(point.dataset.quote) - 1);
  const quote = event.target.closest(".cv-mark, .cv-place")?.closest(".cv-quote");
  if (!quote) return;
  const exchange = quote.closest(".cv-exchange");
  show(exchanges().indexOf(exchange), marksOf(exchange).indexOf(quote.querySelector(".cv-mark")));
});
document.addEventListener("cv-step", (event) => step(event.detail));
document.addEventListener("cv-close", close);
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (event.key === "Escape" && panel()) close();
  else if (event.key === "Escape") document.querySelector("#cv-question-box .stop-button")?.click();
  else if (typing || !current || event.altKey || event.ctrlKey || event.metaKey) return;
  else if (event.key === "ArrowRight") step(1);
  else if (event.key === "ArrowLeft") step(-1);
});

watch("value", () => {
  const all = exchanges();
  if (all.length > shown) following = true;
  if (!all.length) document.querySelector("#cv-question-box textarea")?.focus();
  if (all.length < shown) current = null;
  shown = all.length;
  point();
  if (following && shown) all[shown - 1].scrollIntoView({ block: "start" });
});
