
// Figures as people read them, as lib/support/Quantity.cpp writes them.
const DASH = "\u2013";
const four = (value) => {
  const text = Number(value.toPrecision(4));
  return Math.abs(text) >= 1e15 ? text.toExponential(3) : String(text);
};
function si(value, unit) {
  if (value === null || value === undefined) return DASH;
  if (value === 0) return "0" + (unit ? " " + unit : "");
  for (const [factor, prefix] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""], [1e-3, "m"], [1e-6, "\u00b5"], [1e-9, "n"], [1e-12, "p"]])
    if (Math.abs(value) >= factor * 0.99995) return (four(value / factor) + " " + prefix + unit).trim();
  return value.toExponential(2) + " " + unit;
}
const count = (value) => value === null || value === undefined ? DASH : Math.abs(value) < 10000 ? four(value) : si(value, "");
function bytes(value) {
  if (value === null || value === undefined) return DASH;
  let step = 0;
  for (; Math.abs(value) >= 1024 && step < 5; ++step) value /= 1024;
  return four(value) + " " + ["B", "KiB", "MiB", "GiB", "TiB", "PiB"][step];
}
function share(part, whole) {
  if (part === null || part === undefined || !(whole > 0)) return DASH;
  const percent = 100 * part / whole;
  if (part === 0) return "0 %";
  if (percent < 0.01) return "under 0.01 %";
  return percent.toFixed(percent < 0.1 ? 2 : 1) + " %";
}
const joules = (value) => si(value, "J");
const seconds = (value) => si(value, "s");
const middle = (text, most) => {
  const characters = [...text];
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) * 0.6);
  return characters.slice(0, most - 1 - tail).join("") + "\u2026" + characters.slice(-tail).join("");
};

const ruler = document.createElement("canvas").getContext("2d");
function textWidth(text, size) {
  ruler.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

// Elements. Text only ever goes in as text nodes and attributes: names in the data are not to be trusted.
function put(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}
const html = (tag, attributes, ...children) => put(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => put(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
const TONES = 8; // colours of the page: f0 to f7
const round = (value) => Math.round(value * 10) / 10;

// A bar on a scale up to `most`, its interval as a whisker.
function bar(value, low, high, most, tone) {
  const x = (at) => round(118 * Math.min(1, Math.max(0, at / most)));
  const picture = svg("svg", { class: "bar", viewBox: "0 0 120 14", width: 120, height: 14, "aria-hidden": "true" });
  if (!(value > 0) || !(most > 0)) return picture;
  picture.append(svg("rect", { y: 3, width: Math.max(0.5, x(value)), height: 8, rx: 1, class: tone === undefined ? null : "f" + tone }));
  if (low !== null && low !== undefined && high !== null && high !== undefined)
    picture.append(svg("path", { d: `M${x(low)} 7H${x(high)}M${x(low)} 4v6M${x(high)} 4v6` }));
  return picture;
}
