// One question at a time: a file, boards with their settings, open dimensions.
const byId = (id) => document.getElementById(id);
const state = { file: null, boards: [], requests: [], rows: [], shown: -1, dims: new Map(), busy: false, ready: false };
let worker = null, compressed = null;

async function unpacked() {
  if (compressed === null) compressed = Uint8Array.from(atob(byId("library").textContent), (c) => c.charCodeAt(0));
  return new Response(new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

async function start() {
  if (worker !== null) worker.terminate();
  state.ready = false;
  const mine = worker = new Worker(URL.createObjectURL(new Blob([byId("worker").textContent], { type: "text/javascript" })));
  const heard = (message) => { if (worker === mine) hear(message); }; // what one that was ended had said may arrive still
  worker.onmessage = (event) => heard(event.data);
  worker.onerror = (event) => heard({ kind: "stopped", failure: { code: "internal", message: event.message || "the library cannot be loaded", node: "", hint: "" } });
  const bytes = await unpacked();
  worker.postMessage({ kind: "load", bytes }, [bytes]);
}

function hear(message) {
  if (message.kind === "ready") {
    state.ready = true;
    if (state.boards.length === 0) listBoards(message.boards);
    status(state.file ? "ready" : "choose a file");
  } else if (message.kind === "progress") {
    const board = state.requests[message.index].board;
    status(`${board || "counting"} (${message.index + 1} of ${state.requests.length})`);
  } else if (message.kind === "row") {
    state.rows[message.index] = message;
    if (message.failure) complain(message.failure);
    drawRows();
    if (!message.failure && state.shown < 0) show(message.index);
  } else if (message.kind === "done") {
    busy(false);
    status(`done in ${((performance.now() - state.begin) / 1000).toFixed(2)} s`);
  } else if (message.kind === "failed") {
    busy(false);
    complain(message.failure);
    status("");
  } else if (message.kind === "written") {
    if (message.format === "html") received(message);
    else download(message.text, ".json", "application/json");
  } else if (message.kind === "stopped") {
    busy(false);
    complain(message.failure);
    status("");
    if (state.boards.length > 0) start(); // it loaded once: it will again
  }
  refresh();
}

function status(text) { byId("status").textContent = text; }
function busy(on) { state.busy = on; byId("stop").hidden = !on; refresh(); }
function refresh() { byId("go").disabled = state.busy || !state.ready || state.file === null; }

// What one chooses a board by, as energy-opt --list-boards says it.
function factsOf(board) {
  const error = (value) => value === null ? DASH : share(value, 1);
  const precisions = board.settings.precision ? board.settings.precision.values.join(", ") : board.precision;
  const facts = [board.settings.unit ? board.settings.unit.default : null, precisions, board.metered ? "metered: " + board.metered : null];
  if (!board.figures) facts.push("without figures: counts and memory only");
  else if (board.scaled_from) facts.push("scaled from " + board.scaled_from);
  else facts.push(`error: energy ${error(board.energy_error)}, time ${error(board.latency_error)}`, board.networks ? board.networks + " networks" : null);
  return facts.filter((fact) => fact).join(" \u00b7 ");
}

function listBoards(boards) {
  state.boards = [...boards.filter((board) => board.figures), ...boards.filter((board) => !board.figures)];
  state.boards.forEach((board) => {
    const box = html("input", { type: "checkbox", name: "board", value: board.board });
    const settings = html("div", { class: "settings", hidden: true });
    for (const [name, setting] of Object.entries(board.settings))
      if (setting.values.length > 1) {
        const choice = html("select", { name });
        choice.append(html("option", { value: "" }, "default"), ...setting.values.map((value) => html("option", { value }, value))); // precision: as the file has it
        settings.append(html("label", null, name.replace(/_/g, " ") + " ", choice));
      }
    box.addEventListener("change", () => { settings.hidden = !box.checked || settings.children.length === 0; });
    const words = [board.board, board.title, factsOf(board), ...board.aliases].join(" ").toLowerCase();
    byId("boards").append(html("div", { class: "board", "data-words": words },
      html("label", null, box, html("span", null, html("strong", null, board.board), " ", html("span", { class: "muted" }, board.title),
        html("span", { class: "muted facts" }, factsOf(board)))), settings));
  });
}

byId("find").addEventListener("input", () => {
  const words = byId("find").value.toLowerCase().split(/\s+/);
  for (const row of byId("boards").children)
    row.hidden = !words.every((word) => row.dataset.words.includes(word)) && !row.querySelector("input").checked;
});

function choose(file) {
  state.file = file;
  state.dims.clear();
  byId("dims").hidden = true;
  byId("chosen").textContent = `${file.name}, ${bytes(file.size)}`;
  if (!state.busy && state.ready) status("ready");
  refresh();
}
byId("file").addEventListener("change", () => { if (byId("file").files.length > 0) choose(byId("file").files[0]); });
for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
  document.addEventListener(kind, (event) => {
    event.preventDefault(); // a file that is dropped beside the field must not replace the page
    byId("drop").classList.toggle("over", kind === "dragenter" || kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length > 0) choose(event.dataTransfer.files[0]);
  });

function requests() {
  const common = {};
  if (state.dims.size > 0) common.dims = Object.fromEntries(state.dims);
  const chosen = [...byId("boards").children].filter((row) => row.querySelector("input").checked);
  if (chosen.length === 0) return [common];
  return chosen.map((row) => {
    const settings = Object.fromEntries([...row.querySelectorAll("select")].filter((choice) => choice.value !== "").map((choice) => [choice.name, choice.value]));
    return { ...common, board: row.querySelector("input").value, ...(Object.keys(settings).length > 0 ? { settings } : {}) };
  });
}

byId("question").addEventListener("submit", (event) => {
  event.preventDefault();
  if (byId("go").disabled) return;
  for (const field of byId("dimfields").querySelectorAll("input")) {
    const text = field.value.trim();
    if (text === "") state.dims.delete(field.name);
    else state.dims.set(field.name, /^[0-9]{1,15}$/.test(text) ? Number(text) : text);
  }
  Object.assign(state, { requests: requests(), rows: [], shown: -1, begin: performance.now() });
  byId("problem").hidden = byId("results").hidden = byId("reportpart").hidden = true;
  busy(true);
  worker.postMessage({ kind: "estimate", file: state.file, requests: state.requests });
});
byId("stop").addEventListener("click", () => {
  busy(false);
  byId("reportpart").hidden = true; // its figures go with the worker
  state.rows = [];
  drawRows();
  start();
  status("stopped");
});

// Code, message and way out; fields for the dimensions that a message asks for.
function complain(failure) {
  const where = failure.node ? ` (node ${failure.node})` : "";
  byId("problem").replaceChildren(html("p", null, html("strong", null, failure.code), ": " + failure.message + where));
  if (failure.hint) byId("problem").append(html("p", null, failure.hint));
  byId("problem").hidden = false;
  const asked = [...failure.message.matchAll(/--dim (?:'([^']+)=V'|(\S+)=V)/g)].map((found) => found[1] || found[2]);
  if (asked.length === 0) return;
  for (const name of asked)
    if (![...byId("dimfields").querySelectorAll("input")].some((field) => field.name === name && !byId("dims").hidden)) {
      if (byId("dims").hidden) byId("dimfields").replaceChildren();
      byId("dims").hidden = false;
      byId("dimfields").append(html("label", null, name + " ", html("input", { name, inputmode: "numeric", autocomplete: "off" })));
    }
  byId("dimfields").querySelector("input").focus();
}

const settingText = (board) => Object.entries(board.setting || {}).map(([, value]) => value).join(" ");
const between = (low, high, write) => low === null || low === undefined ? "" : `${write(low)} to ${write(high)}`;

function drawRows() {
  const body = html("tbody");
  state.rows.forEach((row, index) => {
    const name = state.requests[index].board || "no board";
    const open = html("button", { type: "button", disabled: Boolean(row.failure), onclick: () => show(index) }, name);
    const line = html("tr", { class: index === state.shown ? "shown" : null }, html("th", { scope: "row" }, open));
    if (row.failure) line.append(html("td", { colspan: 7, class: "error" }, row.failure.message));
    else {
      const t = row.totals;
      line.append(html("td", null, row.board ? settingText(row.board) : DASH), html("td", { class: "n" }, joules(t.energy_j)),
        html("td", { class: "n" }, between(t.energy_low_j, t.energy_high_j, joules) || DASH), html("td", { class: "n" }, seconds(t.latency_s)),
        html("td", { class: "n" }, si(t.power_w, "W")), html("td", null, row.trust ? row.trust.level : DASH), html("td", { class: "n" }, count(t.macs)));
    }
    body.append(line);
  });
  byId("results").hidden = state.rows.length === 0;
  const level = state.rows.map((row) => row.totals && row.totals.interval_level).find((value) => value);
  const heads = [["board"], ["settings"], ["energy", "n"], [level ? `${100 * level} % interval` : "interval", "n"], ["time", "n"], ["power", "n"], ["trust"], ["MACs", "n"]];
  byId("results").replaceChildren(html("table", null, html("caption", null, "One execution; a board's name shows its report"),
    html("thead", null, html("tr", null, ...heads.map(([text, kind]) => html("th", { scope: "col", class: kind }, text)))), body));
}

function show(index) {
  state.shown = index;
  drawRows();
  worker.postMessage({ kind: "write", index, format: "html" });
}

function received(message) {
  if (message.index !== state.shown) return;
  state.report = message.text;
  byId("reportpart").hidden = false;
  const theme = document.documentElement.dataset.theme; // chosen here; the report has no storage to learn it from
  byId("report").srcdoc = theme ? message.text.replace('<html lang="en">', `<html lang="en" data-theme="${theme}">`) : message.text;
}

function download(text, ending, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const board = state.requests[state.shown].board;
  html("a", { href: address, download: state.file.name.replace(/\.onnx$/i, "") + (board ? "-" + board : "") + ending }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
byId("save").addEventListener("click", () => download(state.report, ".html", "text/html"));
byId("savejson").addEventListener("click", () => worker.postMessage({ kind: "write", index: state.shown, format: "json" }));
byId("theme").addEventListener("click", () => { if (state.report && state.shown >= 0) received({ index: state.shown, text: state.report }); });

start();
