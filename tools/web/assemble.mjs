// node assemble.mjs SOURCE BUILD NETWORK OUTPUT  one HTML file of the WebAssembly in BUILD: library, boards, script and style are in it.
// What may run in it is named by hash; the report's own style and script are taken from a report on NETWORK.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [source, build, network, output] = process.argv.slice(2);
const read = (...path) => readFileSync(join(...path), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const wasm = readFileSync(join(build, "tools/web/energy-opt.wasm"));
const library = await createRequire(import.meta.url)(join(build, "tools/web/energy-opt.js"))({ wasmBinary: wasm });
const call = (name, ...values) => library.ccall(name, "number", values.map((v) => typeof v), values);
const bytes = readFileSync(network), at = library._malloc(bytes.length);
library.HEAPU8.set(bytes, at);
const report = call("energy_opt_estimate", call("energy_opt_open", "/boards", 0), '{"board":"jetson-nano"}', at, bytes.length, 0);
const example = library.UTF8ToString(call("energy_opt_report_write", report, "html", 0));
const allowed = (kind) => example.match(new RegExp(`${kind}-src ('sha256-[^']+')`))[1];

const base = join(source, "lib/support/html");
const style = read(base, "base.css") + read(source, "tools/web/page.css");
const script = read(base, "base.js") + read(source, "lib/report/html/format.js") + read(source, "tools/web/page.js");
const worker = read(build, "tools/web/energy-opt.js") + read(source, "tools/web/worker.js");
const parts = {
  STYLE: style,
  WORKER: worker,
  LIBRARY: gzipSync(wasm, { level: 9 }).toString("base64"),
  SCRIPT: script,
  VERSION: library.UTF8ToString(call("energy_opt_version")),
  POLICY: `default-src 'none'; style-src ${hash(style)} ${allowed("style")}; script-src ${hash(script)} ${allowed("script")} 'wasm-unsafe-eval'; ` +
    "worker-src blob:; base-uri 'none'; form-action 'none'",
};
for (const [name, text] of Object.entries(parts))
  if (/<\/(script|style)/i.test(text)) throw new Error(`${name} would end its element`);
writeFileSync(output, read(source, "tools/web/page.html").replace(/@([A-Z]+)@/g, (_, name) => parts[name]));
