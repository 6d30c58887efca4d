// The library in a worker of its own: files are read slice by slice where it asks for bytes, weights never.
"use strict";
const MOST_BYTES = 2 ** 32; // of addresses in WebAssembly
let library, session, problemAt, fileNumber = 0, mounted = null;
let reports = []; // of the last question, as the library's handles

function say(message) { postMessage(message); }

function taken(pointer) {
  const text = library.UTF8ToString(pointer);
  library._energy_opt_free(pointer);
  return text;
}

function failure() {
  const error = library.HEAPU32[problemAt >> 2], part = (name) => library.UTF8ToString(library["_energy_opt_error_" + name](error));
  const result = { code: part("code"), message: part("message"), node: part("node"), hint: part("hint") };
  library._energy_opt_error_free(error);
  return result;
}

const texts = (returns, name, kinds, values) => library.ccall(name, returns, kinds, values);

async function load(bytes) {
  library = await energyOptModule({ wasmBinary: bytes, printErr: () => {}, print: () => {} });
  const read = library.FS.read; // emscripten 3.1.6 hands offsets beyond 2 GiB on as negative numbers
  library.FS.read = (stream, buffer, offset, length, position) => read(stream, buffer, offset, length, position < 0 ? position + 2 ** 32 : position);
  problemAt = library._malloc(4);
  session = texts("number", "energy_opt_open", ["string", "number"], ["/boards", problemAt]);
  if (session === 0) throw new Error(failure().message);
  say({ kind: "ready", boards: JSON.parse(taken(library._energy_opt_boards(session, problemAt))) });
}

// Puts the file where the library finds it under its own name.
function mount(file) {
  const FS = library.FS;
  FS.chdir("/");
  if (mounted !== null) FS.unmount(mounted);
  mounted = "/file" + ++fileNumber;
  FS.mkdir(mounted);
  FS.mount(FS.filesystems.WORKERFS, { files: [file] }, mounted);
  FS.chdir(mounted);
}

function estimate(question) {
  for (const report of reports) if (report !== 0) library._energy_opt_report_free(report);
  reports = [];
  if (question.file.size >= MOST_BYTES)
    return say({ kind: "failed", failure: { code: "input", node: "", message: `${question.file.name}: ${question.file.size} bytes; a page reads files of less than 4 GiB`,
      hint: "keep the weights in a file of their own (external data): the .onnx file alone is enough" } });
  mount(question.file);
  question.requests.forEach((request, index) => {
    say({ kind: "progress", index });
    const json = JSON.stringify({ ...request, path: question.file.name });
    const report = texts("number", "energy_opt_estimate", ["number", "string", "number", "number", "number"], [session, json, 0, 0, problemAt]);
    reports.push(report);
    if (report === 0) return say({ kind: "row", index, failure: failure() });
    const all = JSON.parse(written(index, "json"));
    say({ kind: "row", index, board: all.board, totals: all.totals, trust: all.trust });
  });
  say({ kind: "done" });
}

function written(index, format) {
  return taken(texts("number", "energy_opt_report_write", ["number", "string", "number"], [reports[index], format, problemAt]));
}

onmessage = async (event) => {
  const message = event.data;
  try {
    if (message.kind === "load") await load(message.bytes);
    else if (message.kind === "estimate") estimate(message);
    else say({ kind: "written", index: message.index, format: message.format, text: written(message.index, message.format) });
  } catch (problem) { // the library has stopped and cannot go on
    say({ kind: "stopped", failure: { code: "internal", message: "the library stopped: " + problem, node: "", hint: "" } });
  }
};
