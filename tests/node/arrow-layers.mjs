// node arrow-layers.mjs LIBRARY BOARDS NETWORK  the Arrow C stream of a report's layers, taken apart by the specification and given to
// Arrow's own package for JavaScript: the table must be that of the JSON report.
import assert from 'node:assert/strict';
import { Float64, Int64, LargeUtf8, RecordBatch, Schema, Struct, Table, Field, makeData } from 'apache-arrow';
import koffi from 'koffi';

const [library, boards, network] = process.argv.slice(2);
const lib = koffi.load(library);
const open = lib.func('void *energy_opt_open(const char *boards, void *error)');
const estimate = lib.func('void *energy_opt_estimate(void *session, const char *request, const void *network, size_t size, void *error)');
const write = lib.func('const char *energy_opt_report_write(void *report, const char *format, void *error)');
const exportLayers = lib.func('void energy_opt_report_layers_arrow(void *report, void *stream)');

// arrow.apache.org/docs/format/CDataInterface.html and CStreamInterface.html
const ArrowSchema = koffi.struct('ArrowSchema', {
  format: 'const char *', name: 'const char *', metadata: 'void *', flags: 'int64_t', n_children: 'int64_t', children: 'void *',
  dictionary: 'void *', release: 'void *', private_data: 'void *',
});
const ArrowArray = koffi.struct('ArrowArray', {
  length: 'int64_t', null_count: 'int64_t', offset: 'int64_t', n_buffers: 'int64_t', n_children: 'int64_t', buffers: 'void *',
  children: 'void *', dictionary: 'void *', release: 'void *', private_data: 'void *',
});
const ArrowArrayStream = koffi.struct('ArrowArrayStream', {
  get_schema: 'void *', get_next: 'void *', get_last_error: 'void *', release: 'void *', private_data: 'void *',
});
const take = koffi.proto('int take(void *stream, void *out)');
const release = koffi.proto('void release(void *held)');
const pointersAt = (pointer, count) => (count ? koffi.decode(pointer, koffi.array('void *', Number(count))) : []);
const bytesAt = (pointer, count) => new Uint8Array(count ? koffi.decode(pointer, koffi.array('uint8_t', count, 'Typed')) : 0);

const types = { l: new Int64(), g: new Float64(), U: new LargeUtf8() };
const widths = { l: BigInt64Array, g: Float64Array };

/** A column as a Data of Arrow's package: validity, values, and of texts the offsets of 64 bits. */
function column(schema, array) {
  const length = Number(array.length), buffers = pointersAt(array.buffers, array.n_buffers), type = types[schema.format];
  assert.equal(array.offset, 0);
  const common = { type, length, nullCount: Number(array.null_count), nullBitmap: bytesAt(buffers[0], Math.ceil(length / 8)) };
  if (schema.format !== 'U') return makeData({ ...common, data: new widths[schema.format](bytesAt(buffers[1], 8 * length).buffer) });
  const valueOffsets = new BigInt64Array(bytesAt(buffers[1], 8 * (length + 1)).buffer);
  return makeData({ ...common, valueOffsets, data: bytesAt(buffers[2], Number(valueOffsets[length])) });
}

function tableOf(report) {
  const stream = koffi.alloc(ArrowArrayStream, 1);
  exportLayers(report, stream);
  const calls = koffi.decode(stream, ArrowArrayStream);
  const next = (call, type) => {
    const out = koffi.alloc(type, 1);
    assert.equal(koffi.call(call, take, stream, out), 0);
    return [out, koffi.decode(out, type)];
  };
  const [schemaAt, schema] = next(calls.get_schema, ArrowSchema);
  assert.equal(schema.format, '+s');
  const [arrayAt, array] = next(calls.get_next, ArrowArray);
  const fields = pointersAt(schema.children, schema.n_children).map((child) => koffi.decode(child, ArrowSchema));
  const columns = pointersAt(array.children, array.n_children).map((child, i) => column(fields[i], koffi.decode(child, ArrowArray)));
  const described = new Schema(fields.map((field) => new Field(field.name, types[field.format], true)));
  const batch = new RecordBatch(described, makeData({ type: new Struct(described.fields), length: Number(array.length), children: columns }));
  const [, end] = next(calls.get_next, ArrowArray);
  assert.equal(end.release, null, 'one batch, then the end');
  koffi.call(array.release, release, arrayAt);
  koffi.call(schema.release, release, schemaAt);
  koffi.call(calls.release, release, stream);
  return new Table([batch]);
}

const session = open(boards, null);
const report = estimate(session, JSON.stringify({ path: network, board: 'jetson-nano' }), null, 0, null);
assert.ok(report);
const { layers } = JSON.parse(write(report, 'ndjson', null));
const table = tableOf(report);
assert.equal(table.numRows, layers.length);
for (const { name } of table.schema.fields) {
  const values = [...table.getChild(name)].map((value) => (typeof value === 'bigint' ? Number(value) : value));
  assert.deepEqual(values, layers.map((layer) => layer[name] ?? null), name);
}
console.log(`arrow-layers: ${table.numRows} rows of ${table.schema.fields.length} columns as in the JSON report`);
