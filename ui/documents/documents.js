// The table of documents: a second click confirms that one is to be removed.
let asked = null;
function settle() {
  if (asked) asked.textContent = "Remove";
  asked = null;
}
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button || button !== asked) settle();
  if (!button) return;
  if (asked) {
    button.disabled = true;
    trigger("remove", { name: button.dataset.remove });
    settle();
  } else {
    asked = button;
    button.textContent = "Really remove?";
  }
});
watch("value", () => { asked = null; });
