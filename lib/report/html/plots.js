
// Round values of a logarithmic axis between two powers of ten: the most of them that are no more than `most` (three are always
// allowed); on an axis of less than a power of ten that would have two at most, even steps.
function logTicks(from, to, most) {
  const ticks = (within, step) => {
    const all = [];
    for (let at = Math.floor(from / step) * step; at <= to; at += step)
      for (const factor of within) if (at + Math.log10(factor) >= from && at + Math.log10(factor) <= to) all.push(10 ** at * factor);
    return all;
  };
  let all = ticks([1, 1.5, 2, 3, 4, 5, 6, 8], 1);
  for (const within of [[1, 2, 5], [1, 3], [1]]) if (all.length > Math.max(3, most)) all = ticks(within, 1);
  for (let step = 2; all.length > Math.max(3, most); ++step) all = ticks([1], step);
  if (all.length > 2 || to - from >= 1) return all;
  const low = 10 ** from, high = 10 ** to, even = steps(high - low, 4)[1];
  const evenly = Array.from({ length: 20 }, (_, i) => (Math.ceil(low / even) + i) * even).filter((tick) => tick <= high);
  return evenly.length > all.length ? evenly : all;
}

// Powers of two between two powers of ten, about `most` of them: what bytes are counted in.
function binaryTicks(from, to, most) {
  const octave = Math.log10(2), low = Math.ceil(from / octave), high = Math.floor(to / octave), step = [1, 2, 5, 10, 20].find((size) => (high - low) / size < most) || 40, all = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) all.push(2 ** at);
  return all;
}

// Steps of a power of two from 0 up to `high`, at most `most` of them; of one byte at least.
function binarySteps(high, most) {
  const step = 2 ** Math.max(0, Math.ceil(Math.log2(high / most))), all = [];
  for (let at = 0; at <= high; at += step) all.push(at);
  return all;
}

// One axis of a plot from pixel `from` to pixel `to`. {values, text, title, linear, ticks, binary}: logarithmic, with a little room around the values; linear
// ones start at 0. Values that are null, and on a logarithmic axis 0, have no place. `ticks`: where its lines are, if not at round values;
// `binary`: round ones of bytes.
function axis({ values, text, title, linear, ticks, binary }, from, to) {
  const scale = linear ? (value) => value : Math.log10, known = values.filter((value) => linear ? value !== null && value >= 0 : value > 0).map(scale);
  let low = known.length ? Math.min(...known) : 0, high = known.length ? Math.max(...known) : 1;
  const room = linear ? (high || 1) * 0.06 : Math.max(0.15, (high - low) * 0.06);
  [low, high] = linear ? [0, high + room] : [low - room, high + room];
  const many = Math.max(2, Math.floor(Math.abs(to - from) / (from > to ? 36 : 75)));
  return { text, title, from, to, low, high, at: (value) => from + (to - from) * (scale(value) - low) / (high - low),
    ticks: (ticks || (linear ? (binary ? binarySteps : steps)(high, many) : (binary ? binaryTicks : logTicks)(low, high, Math.min(6, many)))).filter((tick) => scale(tick) <= high + 1e-9) };
}

// A plot without its points: grid, ticks, titles. `none`: what an axis calls a strip for points that have no place on it.
function plane(width, height, title, description, across, up) {
  const right = 16, top = 14, bottom = 46, strip = 26, inset = across.none ? strip : 0, raise = up.none ? strip : 0, y = axis(up, height - bottom - raise, top);
  const left = Math.max(40, ...[...y.ticks.map(up.text), up.none || ""].map((text) => textWidth(text, 12) + 14)) + (up.title ? 18 : 0), x = axis(across, left + inset, width - right);
  const picture = frame(width, height, title, description);
  for (const tick of y.ticks)
    picture.append(svg("line", { class: "grid", x1: left, x2: width - right, y1: round(y.at(tick)), y2: round(y.at(tick)) }),
      svg("text", { x: left - 8, y: round(y.at(tick)) + 4, "text-anchor": "end" }, up.text(tick)));
  let written = -1e9;
  for (const tick of x.ticks) {
    const at = round(x.at(tick)), half = textWidth(across.text(tick), 12) / 2 + 3;
    picture.append(svg("line", { class: "grid", x1: at, x2: at, y1: top, y2: height - bottom }));
    if (at - half < written) continue;
    written = at + half;
    picture.append(svg("text", { x: at, y: height - bottom + 18, "text-anchor": "middle" }, across.text(tick)));
  }
  picture.append(svg("text", { x: (left + inset + width - right) / 2, y: height - 6, "text-anchor": "middle" }, across.title));
  if (up.title) picture.append(svg("text", { x: 14, y: (top + height - bottom) / 2, "text-anchor": "middle", transform: `rotate(-90 14 ${round((top + height - bottom) / 2)})` }, up.title));
  if (inset)
    picture.append(svg("line", { class: "axis", x1: left + inset, x2: left + inset, y1: top, y2: height - bottom }),
      svg("text", { x: left - 2, y: height - bottom + 18, "text-anchor": "middle" }, across.none));
  if (raise)
    picture.append(svg("line", { class: "axis", x1: left, x2: width - right, y1: height - bottom - raise, y2: height - bottom - raise }),
      svg("text", { x: left - 8, y: height - bottom - raise / 2 + 4, "text-anchor": "end" }, up.none));
  const place = (one, linear, missing) => (value) => value === null || !linear && !(value > 0) ? missing : one.at(value);
  return { picture, left: left + inset, right: width - right, top, bottom: height - bottom - raise, across: x, up: y,
    x: place(x, across.linear, left + inset / 2), y: place(y, up.linear, height - bottom - raise / 2) };
}

// A point in one of six shapes, so that colour is not all that tells them apart.
const SHAPES = 6;
function mark(shape, x, y, size, attributes) {
  if (shape === 0) return svg("circle", { ...attributes, cx: round(x), cy: round(y), r: size });
  const corners = [, [[-1, -1], [1, -1], [1, 1], [-1, 1]], [[0, -1.3], [1.2, 0.9], [-1.2, 0.9]], [[0, -1.4], [1.4, 0], [0, 1.4], [-1.4, 0]], [[0, 1.3], [1.2, -0.9], [-1.2, -0.9]],
    [[-1.3, 0], [-0.6, -1.1], [0.6, -1.1], [1.3, 0], [0.6, 1.1], [-0.6, 1.1]]][Math.min(shape, SHAPES - 1)];
  return svg("path", { ...attributes, d: "M" + corners.map(([dx, dy]) => `${round(x + dx * size * 0.95)} ${round(y + dy * size * 0.95)}`).join("L") + "Z" });
}

// entries: [{text, tone, shape}]; what the figures say stands in tables, so hidden from screen readers.
const markLegend = (entries) => html("ul", { class: "legend", "aria-hidden": "true" }, ...entries.map((entry) =>
  html("li", {}, svg("svg", { width: 14, height: 14, viewBox: "0 0 14 14" }, mark(entry.shape || 0, 7, 7, 5, { class: "f" + entry.tone })), html("bdi", {}, entry.text))));

// Names beside points, [{x, y, text}] in the order of their weight: points that lie together share one, and what would lie over another moves
// down or is left out. `taken`: places of what is written already.
function nameBeside(plot, points, most, taken = []) {
  const groups = [];
  for (const point of points) {
    const near = groups.find(([other]) => Math.hypot(other.x - point.x, other.y - point.y) < 12);
    if (near) near.push(point);
    else groups.push([point]);
  }
  for (const [{ x, y, text: name }, ...others] of groups) {
    const text = middle(name, most) + (others.length ? ` and ${others.length} alike` : ""), long = textWidth(text, 12) + 4;
    const end = x + 8 + long > plot.right, begin = end ? x - 8 - long : x + 8;
    let at = y + 4;
    if (begin < plot.left) continue;
    for (let tries = 0; tries < 4 && taken.some((other) => begin < other.begin + other.long && other.begin < begin + long && Math.abs(other.at - at) < 14); ++tries) at += 14;
    if (at > plot.bottom || taken.some((other) => begin < other.begin + other.long && other.begin < begin + long && Math.abs(other.at - at) < 14)) continue;
    taken.push({ begin, long, at });
    plot.picture.append(svg("text", { class: "label", x: round(end ? x - 8 : x + 8), y: round(at), "text-anchor": end ? "end" : "start" }, text));
  }
}

// What a pointer over it says, and what a click does.
function explained(element, lines, pick) {
  element.addEventListener("pointermove", (event) => showTip(event, lines()));
  element.addEventListener("pointerleave", hideTip);
  if (pick) element.addEventListener("click", pick);
  return element;
}

// A line across the plot at a limit, named at its end.
function limitLine(plot, vertical, value, text) {
  if (value === null || value === undefined) return;
  const at = round(vertical ? plot.x(value) : plot.y(value));
  if (vertical ? at < plot.left || at > plot.right : at < plot.top || at > plot.bottom) return;
  plot.picture.append(svg("line", vertical ? { class: "limit", x1: at, x2: at, y1: plot.top, y2: plot.bottom } : { class: "limit", x1: plot.left, x2: plot.right, y1: at, y2: at }),
    vertical ? svg("text", { class: "label limit-text", x: at > (plot.left + plot.right) / 2 ? at - 6 : at + 6, y: plot.top + 12, "text-anchor": at > (plot.left + plot.right) / 2 ? "end" : "start" }, text)
      : svg("text", { class: "label limit-text", x: plot.right - 4, y: at - plot.top < 18 ? at + 15 : at - 5, "text-anchor": "end" }, text));
}
