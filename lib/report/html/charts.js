
// What stands beside the pointer.
const tip = html("div", { class: "tip", hidden: true, "aria-hidden": "true" });
document.body.append(tip);
function showTip(event, lines) {
  tip.replaceChildren(...lines.map((line, i) => html(i ? "div" : "strong", {}, line)));
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 8)) + "px";
  tip.style.top = Math.max(4, event.clientY - box.height - 12) + "px";
}
const hideTip = () => { tip.hidden = true; };

// About `wanted` round steps from 0 to `most`.
function steps(most, wanted) {
  const power = 10 ** Math.floor(Math.log10(most / wanted));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => most / size <= wanted) || 10 * power;
  const result = [];
  for (let at = 0; at <= most * 1.0001 && result.length < 20; at += step) result.push(at);
  return result;
}

function frame(width, height, title, description) {
  const id = "chart" + (frame.number = (frame.number || 0) + 1);
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-labelledby": id + "t " + id + "d" },
    svg("title", { id: id + "t" }, title), svg("desc", { id: id + "d" }, description));
}

// Where the weight goes along the network: a bar a layer that has any, in the order of the network. Where that is more
// than fits, a bar a stretch of layers, its operators stacked.
function alongNetwork(run, width, height, pick) {
  const left = 64, right = 8, top = 22, bottom = 26;
  const rows = run.drawnRows || run.rows.filter((row) => run.weight(row) > 0);
  if (!rows.some((row) => run.weight(row) > 0)) return null;
  const room = Math.floor((width - left - right) / 2), perBar = Math.max(1, Math.ceil(rows.length / room));
  const bars = [];
  for (let i = 0; i < rows.length; i += perBar) {
    const members = rows.slice(i, i + perBar), byTone = new Map();
    for (const row of members) byTone.set(run.tone(row), (byTone.get(run.tone(row)) || 0) + run.weight(row));
    bars.push({ members, byTone, weight: members.reduce((sum, row) => sum + run.weight(row), 0) });
  }
  const single = perBar === 1, highest = (b) => single && run.high(b.members[0]) || b.weight;
  const most = Math.max(...bars.map(highest)), slot = (width - left - right) / bars.length;
  const y = (value) => top + (height - top - bottom) * (1 - value / most);
  const heaviest = bars.slice().sort((a, b) => b.weight - a.weight).slice(0, 3);
  const name = (b) => run.name(b.members.reduce((a, c) => run.weight(c) > run.weight(a) ? c : a));
  const picture = frame(width, height, `${run.what} along the network`,
    `${rows.length} layers in the order of the network${single ? "" : `, ${perBar} a bar`}. Most: ` +
    heaviest.map((b) => `${name(b)}, ${run.text(b.weight)}`).join("; ") + ". The table of layers has all figures.");
  for (const at of steps(most, height > 160 ? 5 : 3))
    picture.append(svg("line", { class: "grid", x1: left, x2: width - right, y1: round(y(at)), y2: round(y(at)) }),
      svg("text", { x: left - 8, y: round(y(at)) + 4, "text-anchor": "end" }, run.text(at)));
  const gap = slot > 6 ? Math.min(2, slot * 0.15) : slot > 3 ? 0.5 : 0, wide = Math.min(slot - gap, 48);
  bars.forEach((b, i) => {
    const x = left + i * slot + (slot - wide) / 2, group = svg("g", { class: "pick" });
    let base = 0;
    for (const [tone, weight] of [...b.byTone].sort((a, c) => a[0] - c[0])) {
      group.append(svg("rect", { class: "f" + tone, x: round(x), width: Math.max(0.8, round(wide)), y: y(base + weight).toFixed(1), height: Math.max(0.4, y(base) - y(base + weight)).toFixed(1) }));
      base += weight;
    }
    const row = b.members[0], low = run.low(row), high = run.high(row);
    if (single && low !== null && high !== null && slot >= 5) {
      const middleX = round(x + wide / 2), cap = Math.min(3, wide / 4);
      group.append(svg("path", { class: "whisker", d: `M${middleX} ${round(y(low))}V${round(y(high))}M${round(middleX - cap)} ${round(y(low))}h${2 * cap}M${round(middleX - cap)} ${round(y(high))}h${2 * cap}` }));
    }
    group.append(svg("rect", { class: "catch", x: round(left + i * slot), width: round(slot), y: top, height: height - top - bottom }));
    group.addEventListener("pointermove", (event) => showTip(event, single ? run.lines(row)
      : [`${b.members.length} layers: ${run.text(b.weight)} (${share(b.weight, run.total)})`, `${run.name(row)} \u2026 ${run.name(b.members[b.members.length - 1])}`, `most: ${name(b)}`]));
    group.addEventListener("pointerleave", hideTip);
    group.addEventListener("click", () => pick(b.members.reduce((a, c) => run.weight(c) > run.weight(a) ? c : a)));
    picture.append(group);
  });
  // The heaviest by name, where the names do not meet.
  const taken = [];
  if (height > 160)
    for (const b of heaviest) {
      const text = middle(name(b), 26), half = textWidth(text, 12) / 2 + 4;
      const x = Math.min(width - right - half, Math.max(left + half, left + (bars.indexOf(b) + 0.5) * slot)), at = y(highest(b)) - 6;
      if (taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.at - at) < 15)) continue;
      taken.push({ x, half, at });
      picture.append(svg("text", { class: "label", x: round(x), y: round(at), "text-anchor": "middle" }, text));
    }
  picture.append(svg("line", { class: "axis", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }),
    svg("text", { x: left, y: height - 8 }, "input"),
    svg("text", { x: (left + width) / 2, y: height - 8, "text-anchor": "middle" }, single ? "one bar a layer" : `one bar for ${perBar} layers`),
    svg("text", { x: width - right, y: height - 8, "text-anchor": "end" }, "output"));
  return picture;
}

// One layer a point, both axes logarithmic; the layers that are farthest from the median ratio are named.
function scatter(run, width, height, pick) {
  const y = (row) => run.scatterY(row), rows = run.rows.filter((row) => y(row) > 0), onAxes = rows.filter((row) => run.macs(row) > 0);
  if (onAxes.length < 2) return null;
  const ratios = onAxes.map((row) => Math.log10(y(row) / run.macs(row))).sort((a, b) => a - b), median = ratios[ratios.length >> 1];
  const total = rows.reduce((sum, row) => sum + y(row), 0);
  const strangeness = (row) => Math.abs(Math.log10(y(row) / run.macs(row)) - median);
  const outliers = onAxes.filter((row) => y(row) > total * 0.004 && strangeness(row) > 0.3).sort((a, b) => strangeness(b) * Math.sqrt(y(b)) - strangeness(a) * Math.sqrt(y(a))).slice(0, 6);
  const plot = plane(width, height, `${run.scatterWhat} against MACs, layer by layer`,
    `Median ${run.scatterText(10 ** median)} a MAC. ` + (outliers.length ? "Far from it: " + outliers.map((row) => `${run.name(row)}, ${run.scatterText(y(row))} for ${count(run.macs(row))} MACs`).join("; ") + "." : "No layer that matters is far from it."),
    { values: onAxes.map((row) => run.macs(row)), text: count, title: "MACs of the layer", none: rows.length > onAxes.length ? "none" : "" },
    { values: rows.map(y), text: run.scatterTick });
  // The median ratio is a straight line here.
  const { low: x0, high: x1 } = plot.across, { low: y0, high: y1 } = plot.up, from = Math.max(x0, y0 - median), to = Math.min(x1, y1 - median);
  if (from < to)
    plot.picture.append(svg("line", { class: "median", x1: round(plot.x(10 ** from)), y1: round(plot.y(10 ** (from + median))), x2: round(plot.x(10 ** to)), y2: round(plot.y(10 ** (to + median))) }));
  const seen = new Set(), named = new Set(outliers);
  for (const row of rows) {
    const x = Math.round(plot.x(run.macs(row))), at = Math.round(plot.y(y(row))), key = x + " " + at + " " + run.tone(row);
    if (seen.has(key) && !named.has(row)) continue;
    seen.add(key);
    plot.picture.append(explained(mark(0, x, at, named.has(row) ? 5 : 3.5, { class: "point f" + run.tone(row) }), () => run.lines(row), () => pick(row)));
  }
  nameBeside(plot, outliers.map((row) => ({ x: plot.x(run.macs(row)), y: plot.y(y(row)), text: run.name(row) })), width < 450 ? 14 : 28);
  return plot.picture;
}
