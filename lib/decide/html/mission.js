
// What one mission draws over a cycle, and its battery. Figures are in the tables, too.
const watts = (value) => si(value, "W");
const at = (column, row) => column && column[row] !== undefined ? column[row] : null;
function duration(value) {
  for (const [size, unit] of [[172800, "days"], [3600, "h"], [120, "min"]]) if (value >= size) return Number((value / (size === 172800 ? 86400 : size === 120 ? 60 : size)).toPrecision(3)) + " " + unit;
  return seconds(value);
}
const LAYERS = [["board", 0], ["camera", 5], ["host", 6], ["loss", 3]];
const LAYER_NAMES = { camera: "camera", host: "host", loss: "loss of the regulator" };
// Of a mission by what it does, of a pipeline one after the other.
const phaseTone = (name, i, isPipeline) => isPipeline ? i % TONES : ({ "waking up": 1, "loading the network": 4, asleep: 7, idle: 7 })[name] ?? 0;

// Widths in proportion to the times; what is too short to be seen gets `least`, the others the rest.
function widths(times, whole, least) {
  const wide = times.map(() => 0), small = new Set();
  for (let again = true; again;) {
    again = false;
    const rest = whole - small.size * least, sum = times.reduce((total, time, i) => total + (small.has(i) ? 0 : time), 0);
    times.forEach((time, i) => {
      wide[i] = small.has(i) ? least : rest * time / sum;
      if (!small.has(i) && wide[i] < least && small.size < times.length - 1) { small.add(i); again = true; }
    });
  }
  return { wide, toScale: small.size === 0 };
}

function cyclePicture(one, width, isPipeline) {
  const names = one.phase, height = width < 500 ? 250 : 320, left = 68, right = 16, top = 22, bottom = 46;
  if (!names.length) return null;
  const power = (i) => LAYERS.reduce((sum, [key]) => sum + (at(one[key], i) || 0), 0);
  const rows = names.map((_, i) => i), whole = one.seconds.reduce((a, b) => a + b, 0), { wide, toScale } = widths(one.seconds, width - left - right, width < 500 ? 34 : 56);
  const most = Math.max(one.supply || 0, one.peak || 0, one.peakHigh || 0, one.meanHigh || 0, ...rows.map((i) => Math.max(power(i), at(one.high, i) || 0))) * 1.06 || 1;
  const y = (value) => top + (height - top - bottom) * (1 - value / most), floor = height - bottom;
  const picture = frame(width, height, isPipeline ? "Power over one result" : "Power over one cycle",
    `${duration(whole)} long: ` + rows.map((i) => `${names[i]} for ${duration(one.seconds[i])} at ${watts(power(i))}`).join(", then ") +
    `. Mean ${watts(one.mean)}${one.peak ? `, peak ${watts(one.peak)}` : ""}${one.supply ? `, supply ${watts(one.supply)}` : ""}.` + (toScale ? "" : " Widths are not to scale."));
  for (const tick of steps(most, 5))
    picture.append(svg("line", { class: "grid", x1: left, x2: width - right, y1: round(y(tick)), y2: round(y(tick)) }), svg("text", { x: left - 8, y: round(y(tick)) + 4, "text-anchor": "end" }, watts(tick)));
  const starts = [left];
  for (const i of rows) starts.push(starts[i] + wide[i]);
  for (const i of rows) {
    const group = svg("g", { class: "pick" });
    let base = 0;
    for (const [key, tone] of LAYERS) {
      const value = at(one[key], i) || 0;
      if (!value) continue;
      group.append(svg("rect", { class: `stretch f${key === "board" ? phaseTone(names[i], i, isPipeline) : tone}`, x: round(starts[i]), width: round(wide[i]), y: y(base + value).toFixed(1), height: Math.max(1, y(base) - y(base + value)).toFixed(1) }));
      base += value;
    }
    const low = at(one.low, i), high = at(one.high, i), centre = round(starts[i] + wide[i] / 2);
    if (low !== null && high !== null)
      group.append(svg("path", { class: "whisker", d: `M${centre} ${round(y(low))}V${round(y(high))}M${centre - 4} ${round(y(low))}h8M${centre - 4} ${round(y(high))}h8` }));
    if (i) group.append(svg("line", { class: "edge", x1: round(starts[i]), x2: round(starts[i]), y1: top, y2: floor }));
    group.append(svg("rect", { class: "catch", x: round(starts[i]), width: round(wide[i]), y: top, height: floor - top }));
    const parts = LAYERS.slice(1).filter(([key]) => at(one[key], i)).map(([key]) => `${LAYER_NAMES[key]}: ${watts(at(one[key], i))}`);
    picture.append(explained(group, () => [names[i], `${duration(one.seconds[i])} at ${watts(power(i))}${low === null ? "" : ` (${watts(low)} to ${watts(high)})`}`, `${joules(one.seconds[i] * power(i))} of the cycle's`, ...parts]));
  }
  // The mean with its interval; the peak, where something is computed; the supply's limit.
  if (one.meanLow && one.meanHigh)
    picture.append(svg("rect", { class: "between", x: left, width: width - left - right, y: round(y(one.meanHigh)), height: Math.max(0.5, round(y(one.meanLow) - y(one.meanHigh))) }));
  picture.append(svg("line", { class: "mean", x1: left, x2: width - right, y1: round(y(one.mean)), y2: round(y(one.mean)) }));
  const written = [];
  const say = (text, x, value, anchor, extra) => {
    let line = y(value) - 5;
    if (line < top + 8) line = y(value) + 14;
    while (written.some((other) => Math.abs(other - line) < 14)) line -= 14;
    written.push(line);
    picture.append(svg("text", { class: "label " + (extra || ""), x: round(x), y: round(line), "text-anchor": anchor }, text));
  };
  const work = names.indexOf("inference");
  if (one.supply) {
    picture.append(svg("line", { class: "limit", x1: left, x2: width - right, y1: round(y(one.supply)), y2: round(y(one.supply)) }));
    say(`supply ${watts(one.supply)}`, width - right - 4, one.supply, "end", "limit-text");
  }
  if (work >= 0 && one.peak) {
    const from = starts[work], to = starts[work + 1], atLeft = from + wide[work] / 2 < (left + width - right) / 2;
    picture.append(svg("line", { class: "front", x1: round(from), x2: round(to), y1: round(y(one.peak)), y2: round(y(one.peak)) }));
    say(`peak ${watts(one.peak)}`, atLeft ? Math.max(from + 4, left + 4) : to - 4, one.peak, atLeft ? "start" : "end");
  }
  say(`mean ${watts(one.mean)}`, width - right - 4, one.mean, "end");
  // Energies whose time nobody stated.
  one.pulse.forEach((name, k) => {
    const before = rows.filter((i) => starts[i + 1] !== undefined && one.seconds.slice(0, i + 1).reduce((a, b) => a + b, 0) <= at(one.at, k) * (1 + 1e-9)).length, x = starts[before];
    picture.append(explained(mark(4, x, floor - 8, 6, { class: "point f2" }), () => [name, `${joules(at(one.joules, k))}; how long it takes is not stated`]));
  });
  // The times: round steps where the widths are to scale, else where phases begin.
  let last = -1e9;
  const ticks = toScale ? steps(whole, width < 500 ? 4 : 8).map((tick) => [tick, left + (width - left - right) * tick / whole]) : starts.map((x, i) => [one.seconds.slice(0, i).reduce((a, b) => a + b, 0), x]);
  for (const [time, x] of ticks) {
    const text = time ? duration(time) : "0", half = textWidth(text, 12) / 2 + 4, middleX = Math.min(width - right - half + 12, x);
    if (middleX - half < last || middleX > width - right + 1) continue;
    last = middleX + half;
    picture.append(svg("line", { class: "axis", x1: round(x), x2: round(x), y1: floor, y2: floor + 4 }), svg("text", { x: round(middleX), y: floor + 18, "text-anchor": "middle" }, text));
  }
  picture.append(svg("line", { class: "axis", x1: left, x2: width - right, y1: floor, y2: floor }),
    svg("text", { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, toScale ? "time" : "time, not to scale: short phases are widened"));
  return picture;
}

// What is in the battery: straight down at the mean power, and at both ends of its interval.
function batteryPicture(one, width) {
  const end = Math.max(one.lastsHigh || one.lasts, one.asked || 0), text = (value) => Number(value.toPrecision(3)) + " Wh";
  const [size, unit] = end >= 2 * 86400 ? [86400, "days"] : end >= 2 * 3600 ? [3600, "h"] : end >= 120 ? [60, "min"] : [1, "s"];
  const plot = plane(width, width < 500 ? 220 : 260, "Battery over time", `${text(one.batteryWh)} usable; empty after ${duration(one.lasts)}` +
    (one.lastsLow === null ? "" : ` (${duration(one.lastsLow)} to ${duration(one.lastsHigh)})`) + (one.asked ? `; ${duration(one.asked)} are asked for` : "") + ".",
    { values: [end / size], text: (value) => String(four(value)), title: `time, ${unit}`, linear: true }, { values: [one.batteryWh], text, linear: true });
  const point = (time, wh) => `${round(plot.x(time / size))} ${round(plot.y(wh))}`;
  if (one.lastsLow !== null && one.lastsHigh !== null)
    plot.picture.append(svg("path", { class: "between", d: `M${point(0, one.batteryWh)}L${point(one.lastsLow, 0)}L${point(one.lastsHigh, 0)}Z` }));
  plot.picture.append(svg("path", { class: "line", d: `M${point(0, one.batteryWh)}L${point(one.lasts, 0)}` }));
  limitLine(plot, true, one.asked === null ? null : one.asked / size, one.asked === null ? "" : `${duration(one.asked)} asked for`);
  return plot.picture;
}

(() => {
  const { cases } = JSON.parse(document.getElementById("data").textContent);
  const legendOf = (one, isPipeline) => {
    const used = new Map();
    one.phase.forEach((name, i) => used.set(name, phaseTone(name, i, isPipeline)));
    for (const [key, tone] of LAYERS.slice(1)) if ((one[key] || []).some((value) => value)) used.set(LAYER_NAMES[key], tone);
    const entries = [...used].map(([text, tone]) => ({ text: middle(text, 40), tone, shape: 1 }));
    if (one.pulse.length) entries.push({ text: `${[...new Set(one.pulse)].join(", ")}: energy without a time`, tone: 2, shape: 4 });
    return markLegend(entries);
  };
  const missionCards = (one) => [card("Power over one cycle", legendOf(one), drawn((width) => cyclePicture(one, width), "Nothing is executed: without any inference it draws too much already.")),
    ...(one.batteryWh && one.lasts ? [card("Battery over time", drawn((width) => batteryPicture(one, width), ""))] : [])];
  oneAtATime("m0", { fill: (section) => {
    const one = cases[Number(section.id.slice(1))];
    section.querySelector(".picture").replaceChildren(...(one.parts
      ? [card("Power over one result", legendOf(one.parts, true), drawn((width) => cyclePicture(one.parts, width, true), "Not known: a part has no energy or no time.")), ...(one.mission ? missionCards(one.mission) : [])]
      : missionCards(one)));
  } });
})();
