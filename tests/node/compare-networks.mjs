// node compare-networks.mjs A.onnx B.onnx [DIMS.json]: runs both in ONNX Runtime, unoptimised, on the same random inputs.
// Prints {"equal": true or false, "largest": of all (|a - b| - 1e-6) / max |a|, "outputs": N, "compared": numbers, "notFinite": numbers}.
// What is NaN or infinite on both sides says nothing of what the change did: it is counted and left out. Exit code 2 where A
// itself does not run, 3 where no number is left to compare.
import ort from 'onnxruntime-node';

const [first, second, dimsText] = process.argv.slice(2);
const dims = JSON.parse(dimsText ?? '{}');
const tolerance = 1e-4; // of the largest number of an output: weights are rounded once more where they are folded
const halfTolerance = 2 ** -10; // two roundings of a half-precision number
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
  // Weights may be inputs: of several outputs they keep the size of what they compute, and a variance is positive.
  const fanIn = shape.slice(1).reduce((a, b) => a * b, 1);
  const scale = shape.length > 1 && shape[0] > 1 ? Math.sqrt(6 / Math.max(fanIn, 1)) : 1;
  const isFloat = input.type === 'float32' || input.type === 'float64';
  for (let i = 0; i < count; ++i)
    data[i] = !isFloat ? element(input.type) : shape.length === 1 && count > 1 ? 0.5 + random() / 2 : scale * element(input.type);
  return new ort.Tensor(input.type, data, shape);
}

// Of the bits of a half-precision number.
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}

const options = { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, logSeverityLevel: 4 };
let feeds;
async function run(path) {
  const session = await ort.InferenceSession.create(path, options);
  feeds ??= Object.fromEntries(session.inputMetadata.map((input) => [input.name, madeUp(input)]));
  return session.run(Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]])));
}

const isHalf = (tensor) => tensor.type === 'float16' && tensor.data instanceof Uint16Array;
const numberOf = (tensor, value) => (isHalf(tensor) ? half(value) : Number(value));
// Of what is finite; else 0.
function sizeOf(tensor, value) {
  const size = Math.abs(numberOf(tensor, value));
  return Number.isFinite(size) ? size : 0;
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
let compared = 0;
let notFinite = 0;
let equal = names.join() === Object.keys(b).join();
for (const name of equal ? names : []) {
  const [x, y] = [a[name], b[name]];
  if (x.type !== y.type || x.dims?.join() !== y.dims?.join()) equal = false;
  if (!equal || !x.data) break;
  let most = 0;
  let difference = 0;
  for (let i = 0; i < x.data.length; ++i) {
    if (x.type === 'string') {
      ++compared;
      if (x.data[i] !== y.data[i]) difference = Infinity;
      continue;
    }
    const [p, q] = [numberOf(x, x.data[i]), numberOf(y, y.data[i])];
    if (!Number.isFinite(p) && Object.is(p, q)) {
      ++notFinite;
      continue;
    }
    ++compared;
    if (x.data[i] === y.data[i] || (isHalf(x) && p === q)) continue;
    difference = Math.max(difference, Math.abs(p - q));
    if (!Number.isFinite(p) || !Number.isFinite(q)) difference = Infinity;
  }
  for (const value of difference > 0 && x.type !== 'string' ? x.data : []) most = Math.max(most, sizeOf(x, value));
  const relative = difference > 0 ? Math.max(difference - rounding, 0) / Math.max(most, rounding) : 0;
  largest = Math.max(largest, relative);
  equal &&= relative <= (x.type === 'float16' ? halfTolerance : tolerance);
}
if (equal && compared === 0 && notFinite > 0) {
  console.log(JSON.stringify({ error: 'all results are NaN or infinite' }));
  process.exit(3);
}
console.log(JSON.stringify({ equal, largest, outputs: names.length, compared, notFinite }));
process.exit(equal ? 0 : 1);
