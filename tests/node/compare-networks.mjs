// node compare-networks.mjs A.onnx B.onnx [DIMS.json]: runs both in ONNX Runtime, unoptimised, on the same random inputs.
// Prints {"equal": true or false, "largest": of all (|a - b| - 1e-6) / max |a|, "outputs": N}; exit code 2 where A itself does not run.
import ort from 'onnxruntime-node';

const [first, second, dimsText] = process.argv.slice(2);
const dims = JSON.parse(dimsText ?? '{}');
const tolerance = 1e-4; // of the largest number of an output: weights are rounded once more where they are folded
const rounding = 1e-6; // of a single-precision number about 1, as inside a Sigmoid, however small the result
const arrays = {
  float32: Float32Array, float64: Float64Array, float16: Uint16Array, int64: BigInt64Array, uint64: BigUint64Array,
  int32: Int32Array, uint32: Uint32Array, int16: Int16Array, uint16: Uint16Array, int8: Int8Array, uint8: Uint8Array, bool: Uint8Array,
};

let state = 12345; // the same inputs at every run
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

function element(type) {
  if (type === 'float32' || type === 'float64') return 2 * random() - 1;
  if (type === 'float16') return 0x3000 + Math.floor(random() * 0x0c00); // 0.125 to 1
  if (type === 'bool') return random() < 0.5 ? 0 : 1;
  const small = Math.floor(random() * 4);
  return type === 'int64' || type === 'uint64' ? BigInt(small) : small;
}

function madeUp(input) {
  const shape = input.shape.map((dim, axis) =>
    typeof dim === 'number' && dim >= 0 ? dim : (dims[dim] ?? dims[`${input.name}[${axis}]`] ?? 1));
  const count = shape.reduce((a, b) => a * b, 1);
  if (input.type === 'string') return new ort.Tensor('string', Array(count).fill('a'), shape);
  const data = new arrays[input.type](count);
  for (let i = 0; i < count; ++i) data[i] = element(input.type);
  return new ort.Tensor(input.type, data, shape);
}

const options = { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, logSeverityLevel: 4 };
let feeds;
async function run(path) {
  const session = await ort.InferenceSession.create(path, options);
  feeds ??= Object.fromEntries(session.inputMetadata.map((input) => [input.name, madeUp(input)]));
  return session.run(Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]])));
}

let a;
try {
  a = await run(first);
} catch (error) {
  console.log(JSON.stringify({ error: String(error.message).slice(0, 200) }));
  process.exit(2);
}
const b = await run(second);
const names = Object.keys(a);
let largest = 0;
let equal = names.join() === Object.keys(b).join();
for (const name of equal ? names : []) {
  const [x, y] = [a[name], b[name]];
  if (x.type !== y.type || x.dims?.join() !== y.dims?.join()) equal = false;
  if (!equal || !x.data) break;
  let most = 0;
  let difference = 0;
  for (let i = 0; i < x.data.length; ++i) {
    const [p, q] = [Number(x.data[i]), Number(y.data[i])];
    if (Object.is(p, q) || x.data[i] === y.data[i]) continue;
    most = Math.max(most, Math.abs(p));
    difference = Math.max(difference, Math.abs(p - q));
    if (Number.isNaN(p) !== Number.isNaN(q)) difference = Infinity;
  }
  for (const value of difference > 0 ? x.data : []) most = Math.max(most, Math.abs(Number(value)) || 0);
  if (difference > 0) largest = Math.max(largest, Math.max(difference - rounding, 0) / Math.max(most, rounding));
}
equal &&= largest <= tolerance;
console.log(JSON.stringify({ equal, largest, outputs: names.length }));
process.exit(equal ? 0 : 1);
