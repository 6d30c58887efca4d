
// A page whose sections are shown one at a time: the one behind the # of the address, else `first`. `make(target)` returns one that is not there
// yet, or nothing; `fill(section)` is called once for each, when it is shown first.
function oneAtATime(first, { make, fill }) {
  const filled = new Set();
  function show(target, focus) {
    let section = document.getElementById(target);
    if (!section && make && (section = make(target))) document.querySelector("main").append(section);
    if (!section) return;
    for (const other of document.querySelectorAll("main > section")) other.hidden = other !== section;
    if (!filled.has(target)) {
      filled.add(target);
      fill(section);
    }
    for (const link of document.querySelectorAll(".overview a")) {
      if (link.hash === "#" + target) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (focus) section.focus();
  }
  const asked = () => /^#[a-z]\d{1,6}$/.test(location.hash) ? location.hash.slice(1) : null;
  addEventListener("hashchange", () => { if (asked()) show(asked(), true); });
  show(first, false);
  if (asked()) show(asked(), false);
  document.documentElement.dataset.ready = "true";
}

// A box with a heading.
const card = (title, ...content) => html("div", { class: "card" }, html("h3", {}, title), ...content);
