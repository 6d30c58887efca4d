
// One network on one board, by row of the network's columns.
class Run {
  constructor(network, data) {
    Object.assign(this, { network, data, board: data.board });
    this.rows = Array.from({ length: network.count }, (_, i) => i);
    this.what = this.board ? "Energy" : "MACs";
    const weights = this.board ? data.energy : network.macs;
    this.weight = (row) => this.at(weights, row) || 0;
    this.total = this.rows.reduce((sum, row) => sum + this.weight(row), 0);
    this.text = this.board ? joules : count;
    this.scatterY = this.board ? this.weight : (row) => this.at(network.traffic, row) || 0;
    this.scatterWhat = this.board ? "Energy" : "Traffic";
    this.scatterText = this.board ? joules : (value) => four(value) + " B";
    this.scatterTick = this.board ? joules : (value) => si(value, "B");
  }
  at(column, row) {
    const value = column && row < column.length ? column[row] : null;
    return value === undefined ? null : value;
  }
  energy(row) { return this.at(this.data.energy, row); }
  low(row) { return this.at(this.data.low, row); }
  high(row) { return this.at(this.data.high, row); }
  latency(row) { return this.at(this.data.latency, row); }
  macs(row) { return this.at(this.network.macs, row); }
  traffic(row) { return this.at(this.network.traffic, row); }
  op(row) { return this.network.ops[this.network.op[row]]; }
  basis(row) { return row < this.network.count ? this.data.bases[this.data.basis[row]] : ""; }
  reason(row) { return row < this.network.count ? this.data.reasons[this.data.reason[row]] : ""; }
  shape(row) { return this.at(this.network.shape, row) || DASH; }
  name(row) {
    const scope = this.at(this.network.scope, row), name = this.network.name[row] || `${this.op(row)} #${this.network.index[row]}`;
    return scope ? scope + "/" + name : name;
  }
  parent(row, grouped) {
    const body = this.at(this.network.parent, row);
    if (body !== null) return body;
    const anchor = this.at(this.data.kernel, row);
    return grouped && anchor !== null && anchor !== row ? anchor : -1;
  }
  get hasKernels() { return this.rows.some((row) => this.parent(row, true) >= 0); }
  get hasIntervals() { return this.rows.some((row) => this.weight(row) > 0 && this.low(row) !== null); }
  // The operators with most weight have colours of their own.
  tone(row) {
    this.tones = this.tones || tonesOf(this.operators());
    return this.tones.get(this.op(row)) ?? TONES - 1;
  }
  operators() {
    const entries = new Map();
    for (const row of this.rows) {
      const op = this.op(row);
      if (!entries.has(op)) entries.set(op, { op, layers: 0, weight: 0 });
      const entry = entries.get(op);
      ++entry.layers;
      entry.weight += this.weight(row);
    }
    return [...entries.values()].sort((a, b) => b.weight - a.weight || b.layers - a.layers || (a.op < b.op ? -1 : 1));
  }
  lines(row) {
    const interval = this.low(row) === null ? "" : ` (${joules(this.low(row))} to ${joules(this.high(row))})`;
    const lines = [middle(this.name(row), 70), `${this.op(row)}, ${this.shape(row)}`];
    if (this.board) lines.push(`${joules(this.energy(row))}${interval}, ${share(this.energy(row), this.total)}`);
    lines.push(`${count(this.macs(row))} MACs, ${bytes(this.traffic(row))} moved`);
    return lines;
  }
}

const tonesOf = (operators) => new Map(operators.map((entry, i) => [entry.op, Math.min(i, TONES - 1)]));

// What weighs by operator; choosing one filters the table of layers.
function operatorTable(run, choose) {
  const entries = run.operators().filter((entry) => entry.weight > 0), most = entries.length ? entries[0].weight : 0;
  const rest = entries.slice(10), shown = entries.slice(0, 10);
  return html("div", { class: "wide" }, html("table", { class: "operators" }, html("caption", {}, `${run.what} by operator; choose one to see its layers`),
    html("thead", {}, html("tr", {}, ...["Operator", "", run.what, "Share", "Layers"].map((title, i) => title ? html("th", { scope: "col", class: i > 1 ? "n" : null }, title) : html("td", {})))),
    html("tbody", {}, ...shown.map((entry, i) => html("tr", {},
      html("th", { scope: "row" }, html("button", { type: "button", class: "plain", onclick: () => choose(entry.op) }, html("bdi", {}, middle(entry.op, 28)))),
      html("td", {}, bar(entry.weight, null, null, most, Math.min(i, TONES - 1))),
      html("td", { class: "n" }, run.text(entry.weight)), html("td", { class: "n" }, share(entry.weight, run.total)), html("td", { class: "n" }, String(entry.layers)))),
      rest.length ? html("tr", {}, html("th", { scope: "row" }, `${rest.length} more`), html("td", {}), html("td", { class: "n" }, run.text(rest.reduce((sum, entry) => sum + entry.weight, 0))), html("td", {}), html("td", {})) : null)));
}

function layerColumns(run, details) {
  const most = run.rows.reduce((high, row) => Math.max(high, run.high(row) || run.weight(row)), 0);
  const text = (value) => html("bdi", { title: value }, value);
  const columns = [
    { key: "index", title: "#", number: true, width: 54, value: (row) => row, cell: (row) => row < run.network.count ? String(run.network.index[row]) : "" },
    { key: "name", title: "Layer", value: (row) => run.name(row), cell: (row, room) => {
      const name = html("bdi", {}, middle(run.name(row), room));
      return details ? html("button", { type: "button", class: "plain", "data-focus": "name" + row, title: run.name(row), onclick: () => details(row) }, name) : name;
    } },
    { key: "op", title: "Operator", width: 108, value: (row) => run.op(row), cell: (row) => text(run.op(row)) },
    { key: "shape", title: "Output", width: 126, value: (row) => run.shape(row), cell: (row) => text(run.shape(row)) },
  ];
  if (run.board)
    columns.push(
      { key: "energy", title: "Energy", number: true, width: 90, value: (row) => run.energy(row), cell: (row) => joules(run.energy(row)) },
      { key: "bar", title: run.hasIntervals ? "Interval" : "", width: 104, cell: (row) => bar(run.energy(row), run.low(row), run.high(row), most, run.tone(row)) });
  columns.push({ key: "share", title: "Share", number: true, width: 80, value: (row) => row < run.network.count ? run.weight(row) : null, cell: (row) => row < run.network.count ? share(run.weight(row), run.total) : DASH });
  if (run.data.latency) columns.push({ key: "latency", title: "Time", number: true, width: 86, value: (row) => run.latency(row), cell: (row) => seconds(run.latency(row)) });
  columns.push({ key: "macs", title: "MACs", number: true, width: 86, value: (row) => run.macs(row), cell: (row) => count(run.macs(row)) },
    { key: "traffic", title: "Traffic", number: true, width: 96, value: (row) => run.traffic(row), cell: (row) => bytes(run.traffic(row)) });
  if (run.board) columns.push({ key: "basis", title: "Basis", width: 114, value: (row) => run.basis(row), cell: (row) => run.basis(row) });
  else columns.push({ key: "params", title: "Parameters", number: true, width: 118, value: (row) => run.at(run.network.params, row), cell: (row) => count(run.at(run.network.params, row)) });
  return columns;
}

// All of one layer.
function layerDetails(run, row) {
  const entries = [["Operator", run.op(row)], ["Position in the file", row < run.network.count ? String(run.network.index[row]) : "within " + run.name(run.parent(row))], ["Output", run.shape(row)]];
  if (run.board && row < run.network.count) {
    const anchor = run.parent(row, true);
    entries.push(["Energy", joules(run.energy(row)) + (run.low(row) === null ? "" : `, ${joules(run.low(row))} to ${joules(run.high(row))}`)],
      ["Time on the device", seconds(run.latency(row))], ["Basis", run.basis(row) + (run.reason(row) ? ": " + run.reason(row) : "")]);
    if (anchor >= 0) entries.push(["Runs with", run.name(anchor)]);
  }
  entries.push(["MACs", count(run.macs(row))], ["Parameters", count(run.at(run.network.params, row))], ["Reads and writes", bytes(run.traffic(row))]);
  return [html("h4", {}, html("bdi", {}, run.name(row))), html("dl", {}, ...entries.map(([title, value]) => html("div", {}, html("dt", {}, title), html("dd", {}, html("bdi", {}, value)))))];
}

// The table of all layers with its filters: {element, choose(op), show(row)}.
function layerTable(run, number) {
  const id = (name) => `${name}${number}`;
  const details = html("div", { class: "details", "aria-live": "polite" });
  const found = html("output", { class: "muted", "aria-live": "polite", for: `${id("find")} ${id("op")}` });
  const find = searchField(id("find"));
  const ops = html("select", { id: id("op") }, html("option", { value: "" }, "all operators"), ...run.operators().map((entry) => html("option", { value: entry.op }, `${middle(entry.op, 30)} (${entry.layers})`)));
  const bases = run.board ? html("select", { id: id("basis") }, html("option", { value: "" }, "any basis"), ...run.data.bases.map((basis) => html("option", { value: basis }, basis))) : null;
  const kernels = run.hasKernels ? html("input", { id: id("kernels"), type: "checkbox", checked: true }) : null;
  const grouped = () => kernels !== null && kernels.checked;
  const rows = Array.from({ length: run.network.name.length }, (_, i) => i);
  const table = new LongTable({
    caption: "All layers. Choose a heading to sort, a layer to see all of it.", label: "All layers", rows, sort: run.board ? "energy" : "macs", descending: true,
    columns: layerColumns(run, (row) => details.replaceChildren(...layerDetails(run, row))), parentOf: (row) => run.parent(row, grouped()),
  });
  const say = () => { found.textContent = table.found === rows.length ? `${rows.length} layers` : `${table.found} of ${rows.length} layers`; };
  const apply = () => {
    const text = find.value.trim().toLowerCase(), op = ops.value, basis = bases ? bases.value : "";
    table.filter((row) => (!op || run.op(row) === op) && (!basis || run.basis(row) === basis) &&
      (!text || run.name(row).toLowerCase().includes(text) || run.op(row).toLowerCase().includes(text)), Boolean(text || op || basis));
    say();
  };
  find.addEventListener("input", apply);
  ops.addEventListener("change", apply);
  bases?.addEventListener("change", apply);
  kernels?.addEventListener("change", () => table.regroup((row) => run.parent(row, grouped())));
  say();
  const labelled = (control, title) => control && html("label", {}, title, " ", control);
  return {
    table,
    element: html("div", {}, html("h3", {}, "Layers"), html("div", { class: "tools" }, labelled(find, "Find"), labelled(ops, "Operator"), labelled(bases, "Basis"),
      kernels && html("label", {}, kernels, " fused layers under their kernel"), found), table.element, details),
    choose: (op) => { ops.value = op; apply(); ops.scrollIntoView({ block: "center" }); ops.focus(); },
    show: (row) => {
      find.value = ops.value = "";
      if (bases) bases.value = "";
      apply();
      table.show(row);
      details.replaceChildren(...layerDetails(run, row));
      table.element.scrollIntoView({ block: "nearest" });
    },
  };
}
