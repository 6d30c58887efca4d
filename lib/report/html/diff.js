
// Where along the network the change is: bars up for more, down for less.
function changesAlong(diff, rows, text, width, height, pick) {
  const left = 72, right = 8, top = 12, bottom = 26, changed = rows.filter((row) => diff.delta[row]);
  if (!changed.length) return null;
  const perBar = Math.max(1, Math.ceil(rows.length / Math.floor((width - left - right) / 2))), bars = [];
  for (let i = 0; i < rows.length; i += perBar) {
    const members = rows.slice(i, i + perBar).filter((row) => diff.delta[row]);
    const sum = (sign) => members.reduce((total, row) => total + (Math.sign(diff.delta[row]) === sign ? diff.delta[row] : 0), 0);
    bars.push({ members, more: sum(1), less: -sum(-1) });
  }
  const more = Math.max(...bars.map((b) => b.more)), less = Math.max(...bars.map((b) => b.less)), span = more + less;
  const y = (value) => top + (height - top - bottom) * (more - value) / span, slot = (width - left - right) / bars.length;
  const most = changed.slice().sort((a, b) => Math.abs(diff.delta[b]) - Math.abs(diff.delta[a])).slice(0, 3);
  const picture = frame(width, height, "Change along the network", `${changed.length} layers change. Most: ` +
    most.map((row) => `${diff.name[row]}, ${signed(diff.delta[row], text)}`).join("; ") + ". The table of layers has all figures.");
  const step = steps(span, 4)[1] || span;
  for (let at = -Math.floor(less / step) * step; at <= more * 1.0001; at += step)
    picture.append(svg("line", { class: Math.abs(at) < step / 2 ? "axis" : "grid", x1: left, x2: width - right, y1: round(y(at)), y2: round(y(at)) }),
      svg("text", { x: left - 8, y: round(y(at)) + 4, "text-anchor": "end" }, Math.abs(at) < step / 2 ? "0" : signed(at, text)));
  const wide = Math.max(1, Math.min(slot * 0.85, 40));
  bars.forEach((b, i) => {
    if (!b.members.length) return;
    const x = round(left + i * slot + (slot - wide) / 2), group = svg("g", { class: "pick" });
    if (b.more) group.append(svg("rect", { class: "more", x, width: round(wide), y: round(y(b.more)), height: Math.max(0.6, round(y(0) - y(b.more))) }));
    if (b.less) group.append(svg("rect", { class: "less", x, width: round(wide), y: round(y(0)), height: Math.max(0.6, round(y(-b.less) - y(0))) }));
    group.append(svg("rect", { class: "catch", x: round(left + i * slot), width: Math.max(3, round(slot)), y: top, height: height - top - bottom }));
    group.addEventListener("pointermove", (event) => showTip(event, b.members.slice(0, 5).flatMap((row) =>
      [middle(diff.name[row], 70), `${diff.change[row]}: ${text(diff.old[row])} \u2192 ${text(diff.new[row])} (${signed(diff.delta[row], text)})`])));
    group.addEventListener("pointerleave", hideTip);
    group.addEventListener("click", () => pick(b.members[0]));
    picture.append(group);
  });
  picture.append(svg("text", { x: left, y: height - 8 }, "input"), svg("text", { x: width - right, y: height - 8, "text-anchor": "end" }, "output"));
  return picture;
}

const signed = (value, text) => value === null ? DASH : value === 0 ? text(0) : (value > 0 ? "+" : "\u2212") + text(Math.abs(value));

// A bar to the right for more, to the left for less.
function changeBar(value, most) {
  const picture = svg("svg", { class: "bar", viewBox: "0 0 120 14", width: 120, height: 14, "aria-hidden": "true" }, svg("path", { d: "M60 1v12" }));
  const long = value && most ? Math.max(1, round(58 * Math.abs(value) / most)) : 0;
  if (long) picture.append(svg("rect", { class: value > 0 ? "more" : "less", x: value > 0 ? 60 : 60 - long, y: 3, width: long, height: 8 }));
  return picture;
}

(() => {
  const diff = JSON.parse(document.getElementById("data").textContent), text = diff.energy ? joules : count;
  const rows = diff.name.map((_, row) => row), most = Math.max(0, ...diff.delta.map((delta) => Math.abs(delta || 0)));
  const name = (row) => diff.name[row] || diff.op[row];
  const relative = (row) => diff.old[row] > 0 && diff.new[row] !== null ? 100 * (diff.new[row] / diff.old[row] - 1) : null;
  const percent = (value) => value === null ? DASH : (value > 0 ? "+" : value < 0 ? "\u2212" : "") + Math.abs(value).toFixed(Math.abs(value) < 1 ? 2 : 1) + " %";
  const table = new LongTable({
    caption: "All layers of both networks. Choose a heading to sort.", label: "All layers", rows, sort: "delta", descending: true,
    columns: [
      { key: "change", title: "", width: 92, cell: (row) => html("span", { class: "change " + diff.change[row] }, diff.change[row]) },
      { key: "name", title: "Layer", value: name, cell: (row, room) => html("bdi", { title: name(row) }, middle(name(row), room)) },
      { key: "op", title: "Operator", width: 130, value: (row) => diff.op[row], cell: (row) => html("bdi", { title: diff.op[row] }, diff.op[row]) },
      { key: "old", title: "Old", number: true, width: 96, value: (row) => diff.old[row], cell: (row) => text(diff.old[row]) },
      { key: "new", title: "New", number: true, width: 96, value: (row) => diff.new[row], cell: (row) => text(diff.new[row]) },
      { key: "delta", title: "Change", number: true, width: 112, value: (row) => diff.delta[row] === null ? null : Math.abs(diff.delta[row]), cell: (row) => signed(diff.delta[row], text) + (diff.noise[row] ? " ~" : "") },
      { key: "bar", title: "", width: 104, cell: (row) => changeBar(diff.delta[row], most) },
      { key: "relative", title: "Relative", number: true, width: 100, value: relative, cell: (row) => percent(relative(row)) },
      { key: "detail", title: "What", width: 250, value: (row) => diff.detail[row], cell: (row) => html("bdi", { title: diff.detail[row] }, diff.detail[row]) },
    ],
  });
  const kinds = ["changed", "added", "removed", "same"].filter((kind) => diff.change.includes(kind));
  const differ = diff.change.some((kind) => kind !== "same");
  const find = searchField("find");
  const kind = html("select", { id: "kind" }, html("option", { value: "" }, "all layers"), differ ? html("option", { value: "differ", selected: true }, "those that differ") : null,
    ...kinds.map((value) => html("option", { value }, value)));
  const found = html("output", { class: "muted", "aria-live": "polite", for: "find kind" });
  const apply = () => {
    const wanted = find.value.trim().toLowerCase();
    table.filter((row) => (!kind.value || (kind.value === "differ" ? diff.change[row] !== "same" : diff.change[row] === kind.value)) &&
      (!wanted || name(row).toLowerCase().includes(wanted) || diff.op[row].toLowerCase().includes(wanted)), true);
    found.textContent = `${table.found} of ${rows.length} layers`;
  };
  find.addEventListener("input", apply);
  kind.addEventListener("change", apply);
  document.querySelector(".layers").append(html("h3", {}, "Layers"), html("div", { class: "tools" }, html("label", {}, "Find ", find), html("label", {}, "Show ", kind), found), table.element);
  apply();
  document.querySelector(".picture").replaceChildren(html("div", { class: "card" }, html("h3", {}, `Where the ${diff.energy ? "energy" : "number of MACs"} changes, from input to output`),
    drawn((width) => changesAlong(diff, rows, text, width, 240, (row) => { find.value = kind.value = ""; apply(); table.show(row); table.element.scrollIntoView({ block: "nearest" }); }), "No layer's figure changes.")));
})();
