
const legend = (operators) => html("ul", { class: "legend", "aria-hidden": "true" }, ...operators.filter((entry) => entry.weight > 0).slice(0, TONES).map((entry, i) =>
  html("li", {}, svg("svg", { width: 12, height: 12, viewBox: "0 0 12 12" }, svg("rect", { class: "f" + i, width: 12, height: 12, rx: 2 })), i === TONES - 1 ? "other" : middle(entry.op, 20))));

// One network on one board: the pictures and the table go where the page left room for them.
function fillReport(section, network, data) {
  const run = new Run(network, data), layers = layerTable(run, data.report);
  section.querySelector(".picture").replaceChildren(card(`Where the ${run.board ? "energy" : "work"} goes, from input to output`, legend(run.operators()),
    drawn((width) => alongNetwork(run, width, width < 600 ? 200 : 280, layers.show), run.board ? "No layer has an estimate." : "No layer has MACs.")));
  const further = html("div", { class: "pair" }, card("By operator", operatorTable(run, layers.choose)),
    card(`${run.scatterWhat} against MACs`, html("p", { class: "muted" }, "Dashed: the median ratio. Named: layers that matter and are far from it."),
      drawn((width) => scatter(run, width, 360, layers.show), "Fewer than two layers have both.")));
  section.querySelector(".more").replaceChildren(further);
  section.querySelector(".layers").append(layers.element);
  return layers;
}

// The operators of all runs, ranked by the sum of their shares.
function sharedOperators(runs) {
  const all = new Map();
  for (const run of runs)
    for (const entry of run.operators()) {
      const shared = all.get(entry.op) || { op: entry.op, weight: 0 };
      shared.weight += run.total > 0 ? entry.weight / run.total : 0;
      all.set(entry.op, shared);
    }
  return [...all.values()].sort((a, b) => b.weight - a.weight || (a.op < b.op ? -1 : 1));
}

// One network on several boards, layer by layer.
function comparison(network, number) {
  const runs = network.runs.map((data) => new Run(network, data)), first = runs[0], operators = sharedOperators(runs);
  const most = Math.max(...runs.map((run) => run.rows.reduce((high, row) => Math.max(high, run.high(row) || run.weight(row)), 0)));
  const drawnRows = first.rows.filter((row) => runs.some((run) => run.weight(row) > 0));
  for (const run of runs) Object.assign(run, { tones: tonesOf(operators), drawnRows }); // the same place and colour on all boards
  const columns = layerColumns(first, null).filter((column) => ["index", "name", "op", "shape", "macs"].includes(column.key));
  const title = (text, least) => ({ title: text, number: true, width: Math.max(least, text.length * 8 + 44) });
  runs.forEach((run, i) => {
    columns.push({ key: "energy" + i, ...title(run.data.label, 96), value: (row) => run.energy(row), cell: (row) => joules(run.energy(row)) },
      { key: "bar" + i, title: "", width: 104, cell: (row) => bar(run.energy(row), run.low(row), run.high(row), most, run.tone(row)) });
    if (i === 0) return;
    const times = (row) => run.energy(row) > 0 && first.energy(row) > 0 ? run.energy(row) / first.energy(row) : null;
    columns.push({ key: "times" + i, ...title("\u00d7 " + first.data.label, 92), value: times, cell: (row) => times(row) === null ? DASH : "\u00d7 " + Number(times(row).toPrecision(3)) });
  });
  const table = new LongTable({ caption: `Energy of every layer on ${runs.length} boards; \u00d7 says how many times what ${first.data.label} takes`, label: "Boards layer by layer",
    columns, rows: first.rows, sort: "energy0", descending: true });
  const find = searchField("findc" + number);
  const found = html("output", { class: "muted", "aria-live": "polite", for: "findc" + number }, `${first.rows.length} layers`);
  find.addEventListener("input", () => {
    const text = find.value.trim().toLowerCase();
    table.filter((row) => !text || first.name(row).toLowerCase().includes(text) || first.op(row).toLowerCase().includes(text), Boolean(text));
    found.textContent = `${table.found} of ${first.rows.length} layers`;
  });
  return html("section", { id: "c" + number, tabindex: -1, "aria-labelledby": `c${number}-title` },
    html("div", { class: "card" }, html("h2", { id: `c${number}-title` }, html("bdi", {}, middle(network.title, 80)), `: ${runs.length} boards side by side`), legend(operators),
      ...runs.flatMap((run) => [html("h3", { class: "strip" }, run.data.label, html("span", { class: "muted" }, " " + joules(run.total))),
        drawn((width) => alongNetwork(run, width, 130, (row) => table.show(row)), "No layer has an estimate on this board.")])),
    html("div", { class: "card" }, html("h3", {}, "Layers"), html("div", { class: "tools" }, html("label", {}, "Find ", find), found), table.element));
}

// r3 is a report, c0 a comparison.
(() => {
  const { networks } = JSON.parse(document.getElementById("data").textContent);
  const runs = new Map(networks.flatMap((network) => network.runs.map((data) => ["r" + data.report, { network, data }])));
  if (!runs.size) return;
  oneAtATime(networks[0].runs.length > 1 ? "c0" : "r0", {
    make: (target) => target[0] === "c" && networks[Number(target.slice(1))] ? comparison(networks[Number(target.slice(1))], Number(target.slice(1))) : null,
    fill: (section) => { if (runs.has(section.id)) fillReport(section, runs.get(section.id).network, runs.get(section.id).data); },
  });
})();
