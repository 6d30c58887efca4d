
// Kernels under the roofs of the board: MACs a byte against MACs a second.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent), pair = data.networks.length > 1;
  const value = (network, key, row) => network[key] ? network[key][row] : null;
  // Kernels of all networks in one list.
  const kernels = data.networks.flatMap((network, n) => network.name.map((name, row) => {
    const read = (key) => value(network, key, row), macs = read("macs"), bytes = read("bytes"), time = read("time");
    return { n, row, name, op: network.op[row], energy: read("energy"), time, macs, bytes, cause: read("cause"), family: network.family[row], roof: read("roof"), peak: read("peak"),
      bandwidth: read("bandwidth"), nodes: read("nodes"), sentence: network.sentence[row], intensity: macs > 0 && bytes > 0 ? macs / bytes : null, rate: macs > 0 && time > 0 ? macs / time : null };
  }));
  const weight = (kernel) => kernel.energy ?? kernel.time ?? 0, tables = [];
  const totals = data.networks.map((_, n) => kernels.filter((kernel) => kernel.n === n).reduce((sum, kernel) => sum + weight(kernel), 0));
  const rate = (one) => si(one, "MAC/s"), density = (one) => Number(one.toPrecision(3)) + "";
  const tone = (kernel) => kernel.cause === null ? 7 : kernel.cause;
  const bound = (kernel) => kernel.cause === null ? DASH : data.causes[kernel.cause];
  const lines = (kernel) => [middle(kernel.name, 70), pair ? data.networks[kernel.n].title : "", `${kernel.op}, ${joules(kernel.energy)}, ${seconds(kernel.time)} (${share(weight(kernel), totals[kernel.n])})`,
    kernel.intensity === null ? "" : `${density(kernel.intensity)} MACs a byte, ${rate(kernel.rate)}`, kernel.sentence].filter(Boolean);

  function roofs(placed) {
    const found = new Map();
    for (const { peak, bandwidth, family } of placed) {
      if (!peak && !bandwidth) continue;
      const key = `${peak} ${bandwidth}`;
      if (!found.has(key)) found.set(key, { peak, bandwidth, families: new Set() });
      found.get(key).families.add(family);
    }
    return [...found.values()].sort((a, b) => (b.peak || 0) - (a.peak || 0));
  }

  function roofline(width, pick) {
    const placed = kernels.filter((kernel) => kernel.intensity && kernel.rate), limits = roofs(placed);
    if (!placed.length || !limits.length) return null;
    const heaviest = placed.slice().sort((a, b) => weight(b) / totals[b.n] - weight(a) / totals[a.n]).slice(0, width < 500 ? 3 : 7);
    const peaks = limits.map((roof) => roof.peak).filter(Boolean), ridges = limits.filter((roof) => roof.peak && roof.bandwidth).map((roof) => roof.peak / roof.bandwidth);
    const plot = plane(width, width < 500 ? 340 : 480, "Kernels under the roofs of the board", `${placed.length} kernels, of ${kernels.length}, by MACs a byte and MACs a second. Roofs: ` +
      limits.map((roof) => `${[...roof.families].join(", ")} at most ${roof.peak ? rate(roof.peak) : "as memory allows"}${roof.bandwidth ? `, ${si(roof.bandwidth, "B/s")}` : ""}`).join("; ") +
      `. Costliest: ${heaviest.map((kernel) => `${kernel.name}, ${rate(kernel.rate)}, ${bound(kernel)}`).join("; ")}. The table has all figures.`,
      { values: [...placed.map((kernel) => kernel.intensity), ...ridges], text: density, title: "MACs a byte" }, { values: [...placed.map((kernel) => kernel.rate), ...peaks], text: rate });
    const x0 = 10 ** plot.across.low, x1 = 10 ** plot.across.high, y0 = 10 ** plot.up.low, written = [];
    for (const { peak, bandwidth, families } of limits) {
      const from = bandwidth ? Math.max(x0, y0 / bandwidth) : x0, ridge = bandwidth && peak ? Math.min(x1, peak / bandwidth) : bandwidth ? x1 : x0;
      const start = bandwidth ? Math.min(bandwidth * from, peak || Infinity) : peak, high = (one) => Math.max(plot.top, plot.y(one));
      const end = bandwidth ? Math.min(bandwidth * ridge, peak || Infinity) : peak;
      if (from > x1) continue;
      const path = `M${round(plot.x(from))} ${round(plot.y(start))}` + (ridge > from ? `L${round(plot.x(ridge))} ${round(high(end))}` : "") + (peak ? `L${round(plot.x(x1))} ${round(plot.y(Math.min(peak, bandwidth ? bandwidth * x1 : peak)))}` : "");
      plot.picture.append(svg("path", { class: "roof", d: path }));
      const text = `${width < 500 ? [...families][0] : [...families].slice(0, 3).join(", ") + (families.size > 3 ? ", \u2026" : "")}${peak ? ": " + rate(peak) : ""}`, at = plot.y(peak || end) - 5;
      if (written.some((other) => Math.abs(other.at - at) < 14)) continue;
      const long = textWidth(text, 12) + 4;
      written.push({ begin: plot.right - 4 - long, long, at });
      plot.picture.append(svg("text", { class: "label", x: plot.right - 4, y: round(at), "text-anchor": "end" }, text));
    }
    // From the costliest to their own roofs: what is written may be slower than what is read, so these need not meet the lines.
    for (const kernel of heaviest)
      if (kernel.roof && kernel.macs / kernel.roof > kernel.rate * 1.02)
        plot.picture.append(svg("line", { class: "uncertain strong", x1: round(plot.x(kernel.intensity)), x2: round(plot.x(kernel.intensity)), y1: round(plot.y(kernel.rate)), y2: round(Math.max(plot.top, plot.y(kernel.macs / kernel.roof))) }));
    for (const kernel of placed.slice().sort((a, b) => weight(b) - weight(a)))
      plot.picture.append(explained(mark(pair ? kernel.n * 2 : 0, plot.x(kernel.intensity), plot.y(kernel.rate), 3 + 7 * Math.sqrt(weight(kernel) / Math.max(...placed.map(weight))), { class: "point f" + tone(kernel) }), () => lines(kernel), () => pick(kernel)));
    nameBeside(plot, heaviest.map((kernel) => ({ x: plot.x(kernel.intensity), y: plot.y(kernel.rate), text: kernel.name })), width < 500 ? 14 : 30, written);
    return plot.picture;
  }

  function kernelTable(n, place) {
    const network = data.networks[n], rows = network.name.map((_, row) => row), own = kernels.filter((kernel) => kernel.n === n), most = Math.max(0, ...own.map(weight));
    const details = html("div", { class: "details", "aria-live": "polite" }), figure = (key, title, text, width) => ({ key, title, number: true, width, value: (row) => own[row][key], cell: (row) => own[row][key] === null ? DASH : text(own[row][key]) });
    const show = (row) => details.replaceChildren(html("h4", {}, html("bdi", {}, own[row].name)), html("p", {}, html("bdi", {}, own[row].sentence)), html("dl", {}, ...[["Operator", own[row].op], ["Nodes", String(own[row].nodes)],
      ["Family", own[row].family || DASH], ["Energy", joules(own[row].energy)], ["Time", seconds(own[row].time)], ["MACs", count(own[row].macs)], ["Bytes", bytes(own[row].bytes)], ["Its roof", seconds(own[row].roof)]]
      .map(([title, text]) => html("div", {}, html("dt", {}, title), html("dd", {}, html("bdi", {}, text))))));
    const times = (row) => own[row].roof && own[row].time ? own[row].time / own[row].roof : null;
    const table = new LongTable({ caption: "All kernels. Choose a heading to sort, a kernel to see why.", label: "Kernels of " + network.title, rows, sort: "weight", descending: true, columns: [
      { key: "name", title: "Kernel", value: (row) => own[row].name, cell: (row, room) => html("button", { type: "button", class: "plain", "data-focus": "name" + row, title: own[row].name, onclick: () => show(row) }, html("bdi", {}, middle(own[row].name, room))) },
      { key: "op", title: "Operator", width: 120, value: (row) => own[row].op, cell: (row) => html("bdi", { title: own[row].op }, own[row].op) },
      { key: "weight", title: "Share", number: true, width: 84, value: (row) => weight(own[row]), cell: (row) => own[row].energy === null && own[row].time === null ? DASH : share(weight(own[row]), totals[n]) },
      { key: "bar", title: "", width: 104, cell: (row) => bar(weight(own[row]), null, null, most, tone(own[row])) },
      figure("energy", "Energy", joules, 92), figure("time", "Time", seconds, 90), figure("macs", "MACs", count, 86), figure("intensity", "MACs/byte", density, 104), figure("rate", "Speed", rate, 124),
      { key: "times", title: "\u00d7 roof", number: true, width: 84, value: times, cell: (row) => times(row) === null ? DASH : Number(times(row).toPrecision(3)) + "" },
      { key: "cause", title: "Bound by", width: 220, value: (row) => bound(own[row]), cell: (row) => html("bdi", { title: own[row].sentence }, bound(own[row])) } ] });
    const find = searchField("find" + n), found = html("output", { class: "muted", "aria-live": "polite", for: "find" + n }, `${rows.length} kernels`);
    find.addEventListener("input", () => {
      const text = find.value.trim().toLowerCase();
      table.filter((row) => !text || own[row].name.toLowerCase().includes(text) || own[row].op.toLowerCase().includes(text), Boolean(text));
      found.textContent = `${table.found} of ${rows.length} kernels`;
    });
    place.append(html("h3", {}, "Kernels"), html("div", { class: "tools" }, html("label", {}, "Find ", find), found), table.element, details);
    return (row) => { table.show(row); show(row); table.element.scrollIntoView({ block: "nearest" }); };
  }

  document.querySelectorAll(".layers").forEach((place, n) => tables.push(kernelTable(n, place)));
  const used = [...new Set(kernels.filter((kernel) => kernel.intensity && kernel.rate).map(tone))].sort((a, b) => a - b), without = kernels.filter((kernel) => !kernel.intensity || !kernel.rate);
  const entries = [...used.map((one) => ({ text: one === 7 ? "not told" : data.causes[one], tone: one })), ...(pair ? data.networks.map((network, n) => ({ text: middle(network.title, 40), tone: 7, shape: n * 2 })) : [])];
  const left = without.length ? ` ${without.length} kernels without MACs (${share(without.reduce((sum, kernel) => sum + weight(kernel), 0), totals.reduce((a, b) => a + b, 0))} of all) have no place here.` : "";
  document.querySelector(".picture").replaceChildren(card("Kernels under the roofs of the board", html("p", { class: "muted" }, "Lines: the board's peaks and bandwidths by family of kernels. Larger points take more." + left),
    markLegend(entries), drawn((width) => roofline(width, (kernel) => tables[kernel.n](kernel.row)), "The board's model does not tell arithmetic from memory: it has no roof.")));
  document.documentElement.dataset.ready = "true";
})();
