// Runs when the conversation is first shown: keeps the newest question in view while its
// answer arrives, until the visitor scrolls.
let shown = element.querySelectorAll(".cv-exchange").length;
let following = false;
for (const kind of ["wheel", "touchmove"]) {
  window.addEventListener(kind, () => { following = false; }, { passive: true });
}
watch("value", () => {
  const exchanges = element.querySelectorAll(".cv-exchange");
  if (exchanges.length > shown) following = true;
  if (!exchanges.length) document.querySelector("#cv-question-box textarea")?.focus();
  shown = exchanges.length;
  if (following && shown) exchanges[shown - 1].scrollIntoView({ block: "start" });
});
