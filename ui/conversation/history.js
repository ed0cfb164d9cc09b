// The list of conversations: open, rename in place, delete after a second click, save as a file.
trigger("refresh");
let asked = null;
const idOf = (part) => part.closest("[data-id]").dataset.id;

function rename(title) {
  const input = document.createElement("input");
  input.value = title.textContent;
  input.setAttribute("aria-label", "New title");
  title.replaceWith(input);
  input.focus();
  input.select();
  let over = false;
  const end = (keep) => {
    if (over) return;
    over = true;
    if (keep && input.value.trim()) {
      title.textContent = input.value.trim();
      trigger("rename", { id: idOf(input), title: input.value });
    }
    input.replaceWith(title);
  };
  input.addEventListener("blur", () => end(true));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") end(true);
    if (event.key === "Escape") { event.stopPropagation(); end(false); }
  });
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (asked && asked !== button) { asked.textContent = "Delete"; asked = null; }
  if (!button) return;
  const id = idOf(button);
  const what = button.dataset.do;
  if (what === "open") trigger("open", { id });
  else if (what === "rename") rename(button.closest("li").querySelector(".cv-title"));
  else if (what === "delete" && asked === button) trigger("delete", { id });
  else if (what === "delete") { asked = button; button.textContent = "Really delete?"; }
  else trigger("save", { id, kind: what });
});
watch("value", () => { asked = null; });
