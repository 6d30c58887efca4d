// node run-network.mjs REQUEST.json: runs one network in ONNX Runtime and prints what it did.
//
// REQUEST: {"model": path, "level": "disabled|basic|extended|all", "dims": {"batch": 1, "x[2]": 7}, "saveTo": path or null,
//           "run": true or false, "profile": prefix of a file, "runs": 1, "keepProfile": path or absent}
// Prints:  {"rows": [{"name", "op", "index", "shapes": [[1, 3], …]}]}, the nodes executed in order; made-up inputs: zeros,
//          but for floats (0.25) and bools (true).
import { readFileSync, readdirSync, renameSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ort from 'onnxruntime-node';

const request = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const arrays = {
  float32: Float32Array, float64: Float64Array, float16: Uint16Array, bfloat16: Uint16Array, int64: BigInt64Array,
  uint64: BigUint64Array, int32: Int32Array, uint32: Uint32Array, int16: Int16Array, uint16: Uint16Array, int8: Int8Array,
  uint8: Uint8Array, bool: Uint8Array,
};

function sizeOf(input, axis) {
  const dim = input.shape[axis];
  if (typeof dim === 'number' && dim >= 0) return dim;
  return request.dims[dim] ?? request.dims[`${input.name}[${axis}]`] ?? 1;
}

function madeUp(input) {
  const shape = input.shape.map((_, axis) => sizeOf(input, axis));
  const count = shape.reduce((a, b) => a * b, 1);
  if (input.type === 'string') return new ort.Tensor('string', Array(count).fill('a'), shape);
  const data = new arrays[input.type](count);
  if (input.type === 'float32' || input.type === 'float64') data.fill(0.25);
  if (input.type === 'float16') data.fill(0x3400);
  if (input.type === 'bool') data.fill(1);
  return new ort.Tensor(input.type, data, shape);
}

/// The rows of operators in the profile that ORT wrote under the prefix.
function executed() {
  const folder = dirname(request.profile);
  const file = readdirSync(folder).find((name) => name.startsWith(basename(request.profile)));
  if (request.keepProfile) {
    renameSync(join(folder, file), request.keepProfile);
    return [];
  }
  const rows = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  unlinkSync(join(folder, file));
  return rows
    .filter((row) => row.cat === 'Node' && row.name.endsWith('_kernel_time'))
    .map((row) => ({
      name: row.name.slice(0, -'_kernel_time'.length),
      op: row.args.op_name,
      index: Number(row.args.node_index),
      shapes: row.args.output_type_shape.map((one) => Object.values(one)[0]),
    }));
}

const options = { graphOptimizationLevel: request.level, intraOpNumThreads: 1, logSeverityLevel: 4 };
if (request.saveTo) options.optimizedModelFilePath = request.saveTo;
if (request.run) Object.assign(options, { enableProfiling: true, profileFilePrefix: request.profile });
const session = await ort.InferenceSession.create(request.model, options);
if (request.run) {
  const feeds = Object.fromEntries(session.inputMetadata.map((input) => [input.name, madeUp(input)]));
  for (let run = 0; run < (request.runs ?? 1); ++run) await session.run(feeds);
  session.endProfiling();
}
process.stdout.write(JSON.stringify({ rows: request.run ? executed() : [] }));
