// Keeps the conversations in this browser. Other tabs write to the same place, so what this tab
// has changed is put on top of what is there now; which conversation is open is the tab's own.
// READ, in ui/conversation/kept.py, gives the page what is kept.
const KEY = "chapter-and-verse";
const kept = () => {
  try { return JSON.parse(localStorage.getItem(KEY)).conversations; } catch { return []; }
};
const byId = (list) => new Map(list.map((one) => [one.id, JSON.stringify(one)]));
let seen = kept();

function merged(mine, theirs) {
  const before = byId(seen), now = byId(mine), there = byId(theirs), found = [];
  for (const id of new Set([...now.keys(), ...there.keys()])) {
    const changed = now.get(id) !== before.get(id);
    const one = changed ? now.get(id) : there.get(id);
    if (one) found.push(JSON.parse(one));
    const other = changed && there.get(id);  // changed in both: neither is lost
    if (other && other !== before.get(id) && other !== one) {
      found.push({ ...JSON.parse(other), id: `${id}-${Date.now()}` });
    }
  }
  return found.sort((a, b) => b.changed.localeCompare(a.changed));
}
function write(list) {
  for (; ; list.pop()) {  // the oldest give way where there is no room
    try {
      localStorage.setItem(KEY, JSON.stringify({ schema: 1, conversations: list }));
      return list;
    } catch (error) {
      if (!list.length) return list;
    }
  }
}
function keep() {
  const shelf = props.value;
  if (!shelf) return;
  sessionStorage.setItem(KEY, JSON.stringify(shelf.current));
  seen = write(merged(shelf.conversations, kept()));
  if (JSON.stringify(seen) !== JSON.stringify(shelf.conversations)) {
    props.value = { ...shelf, conversations: seen };
  }
  trigger("change");
}
watch("value", keep);
window.addEventListener("storage", (event) => { if (event.key === KEY) keep(); });
