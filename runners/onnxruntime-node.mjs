// A runner of energy-calibrate: ONNX Runtime for Node.js (npm package onnxruntime-node), on the processor.
// Options: threads=N (default: all cores). The package is looked for in $ENERGY_OPT_NODE_MODULES, the current folder, beside
// this file and in tests/node of the source tree. The protocol is in docs/measuring.md.
import { createRequire } from 'node:module';
import { readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const say = (line) => process.stdout.write(line + '\n');
const giveUp = (error) => { say('error ' + String(error.message ?? error).replace(/\s+/g, ' ')); process.exit(1); };

function load() {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = [process.env.ENERGY_OPT_NODE_MODULES, process.cwd(), here, resolve(here, '../tests/node')].filter(Boolean);
  for (const place of places) {
    try {
      const require = createRequire(resolve(place, 'package.json'));
      return [require('onnxruntime-node'), require('onnxruntime-node/package.json').version];
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`no npm package onnxruntime-node in ${places.join(', ')}: npm install --ignore-scripts onnxruntime-node`);
}

const arrays = {
  float32: Float32Array, float64: Float64Array, float16: Uint16Array, bfloat16: Uint16Array, int64: BigInt64Array,
  uint64: BigUint64Array, int32: Int32Array, uint32: Uint32Array, int16: Int16Array, uint16: Uint16Array, int8: Int8Array,
  uint8: Uint8Array, bool: Uint8Array,
};

// Numbers that are neither all zero nor tiny: some kernels take a short cut for the one and trap on the other.
function madeUp(ort, input, dims) {
  const shape = input.shape.map((dim, axis) =>
    typeof dim === 'number' && dim >= 0 ? dim : Number(dims[dim] ?? dims[`${input.name}[${axis}]`] ?? 1));
  const count = shape.reduce((a, b) => a * b, 1);
  if (input.type === 'string') return new ort.Tensor('string', Array(count).fill('a'), shape);
  const data = new arrays[input.type](count);
  if (input.type === 'float32' || input.type === 'float64')
    for (let i = 0; i < count; ++i) data[i] = ((i * 37) % 101) / 101;
  if (input.type === 'float16') data.fill(0x3400);
  if (input.type === 'bool') data.fill(1);
  return new ort.Tensor(input.type, data, shape);
}

const [model, ...flags] = process.argv.slice(2);
try {
  const [ort, version] = load();
  if (model === '--check') process.exit(0);
  say('energy-opt-runner 1');
  const given = { dim: {}, option: {} };
  for (let i = 0; i + 1 < flags.length; i += 2) {
    const at = flags[i + 1].lastIndexOf('=');
    given[flags[i].slice(2)][flags[i + 1].slice(0, at)] = flags[i + 1].slice(at + 1);
  }
  const options = { executionProviders: ['cpu'], logSeverityLevel: 3 };
  if (given.option.threads) options.intraOpNumThreads = Number(given.option.threads);
  const session = await ort.InferenceSession.create(model, options);
  const feeds = Object.fromEntries(session.inputMetadata.map((input) => [input.name, madeUp(ort, input, given.dim)]));
  say('fact runtime onnxruntime-node');
  say(`fact version ${version}`);
  say(`fact threads ${given.option.threads ?? 'all'}`);
  say('ready');

  async function run(seconds, hertz) {
    say('begin');
    const start = performance.now(), end = start + 1000 * seconds, times = [];
    let count = 0, busy = 0;
    do {
      const begin = performance.now();
      await session.run(feeds);
      times.push(performance.now() - begin);
      busy += times[count];
      count += 1;
      if (hertz) await new Promise((done) => setTimeout(done, Math.max(0, start + (1000 * count) / hertz - performance.now())));
    } while (performance.now() < end);
    const all = hertz ? busy : performance.now() - start;
    say(`end ${count} ${all / 1000} ${times.sort((a, b) => a - b)[count >> 1] / 1000}`);
  }

  async function profile(file) {
    const prefix = `${file}.part`;
    const profiled = await ort.InferenceSession.create(model, { ...options, enableProfiling: true, profileFilePrefix: prefix });
    for (let i = 0; i < 5; ++i) await profiled.run(feeds);
    profiled.endProfiling();
    const written = readdirSync(dirname(file)).find((name) => name.startsWith(basename(prefix)));
    if (!written) return say('profile none');
    renameSync(join(dirname(file), written), file);
    say(`profile ${file}`);
  }

  for await (const line of createInterface({ input: process.stdin })) {
    const [verb, one, two] = line.trim().split(' ');
    if (verb === 'run') await run(Number(one), Number(two) || 0);
    else if (verb === 'profile') await profile(line.trim().slice('profile '.length));
    else if (verb === 'quit') break;
    else say(`error '${line}' is no request`);
  }
  process.exit(0);
} catch (error) {
  giveUp(error);
}
