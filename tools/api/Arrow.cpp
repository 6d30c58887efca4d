#include "tools/api/Arrow.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"
#include <cerrno>
#include <memory>
#include <vector>

namespace eo {

namespace {
/// One column in Arrow's layout: a bit a row, then the values; of texts the offsets and the characters.
struct LayerTableColumn {
  std::string name;
  char const *format = "l";
  int64_t nulls = 0;
  std::vector<uint8_t> known;
  std::vector<int64_t> counts;
  std::vector<double> figures;
  std::vector<int64_t> ends{0}; ///< of texts ("U": 64 bits)
  std::string characters;
};

struct LayerTable {
  int64_t rows = 0;
  std::vector<LayerTableColumn> columns;
};

/// What a schema or an array of ours holds on to.
struct Held {
  std::shared_ptr<LayerTable const> table;
  std::vector<void const *> buffers;
  std::vector<ArrowSchema> schemas;
  std::vector<ArrowSchema *> schemaPointers;
  std::vector<ArrowArray> arrays;
  std::vector<ArrowArray *> arrayPointers;
};

struct StreamState {
  std::shared_ptr<LayerTable const> table;
  bool done = false;
};
} // namespace

/// Columns of one type whatever is in them: an energy is a double even where none is known.
static char const *formatOf(llvm::StringRef key) {
  return llvm::StringSwitch<char const *>(key)
      .Cases("name", "op", "scope", "kernel", "basis", "U")
      .EndsWith("_s", "g")
      .EndsWith("_w", "g")
      .EndsWith("_j", "g")
      .Default("l");
}

static void append(LayerTableColumn &column, size_t row, ReportCell const &cell) {
  auto const *count = std::get_if<int64_t>(&cell);
  auto const *figure = std::get_if<double>(&cell);
  auto const *text = std::get_if<std::string>(&cell);
  char format = *column.format;
  bool known = (format == 'l' && count != nullptr) || (format == 'U' && text != nullptr) ||
               (format == 'g' && (figure != nullptr || count != nullptr));
  if (row % 8 == 0)
    column.known.push_back(0);
  if (known)
    column.known.back() = static_cast<uint8_t>(column.known.back() | 1U << row % 8);
  else
    ++column.nulls;
  if (format == 'l')
    column.counts.push_back(known ? *count : 0);
  else if (format == 'g')
    column.figures.push_back(!known ? 0 : figure != nullptr ? *figure : static_cast<double>(*count));
  else {
    if (known)
      column.characters += *text;
    column.ends.push_back(static_cast<int64_t>(column.characters.size()));
  }
}

static std::shared_ptr<LayerTable const> tableOf(Report const &report) {
  auto table = std::make_shared<LayerTable>();
  table->rows = static_cast<int64_t>(report.layers.size());
  for (LayerColumn const &source : layerColumns()) {
    LayerTableColumn &column = table->columns.emplace_back();
    column.name = source.key.str();
    column.format = formatOf(source.key);
    for (size_t row = 0; row < report.layers.size(); ++row)
      append(column, row, source.read(report.layers[row]));
  }
  return table;
}

static void releaseSchema(ArrowSchema *schema) {
  for (int64_t i = 0; i < schema->n_children; ++i)
    if (schema->children[i]->release != nullptr) // a consumer may have moved it
      schema->children[i]->release(schema->children[i]);
  delete static_cast<Held *>(schema->private_data);
  schema->release = nullptr;
}

static void releaseArray(ArrowArray *array) {
  for (int64_t i = 0; i < array->n_children; ++i)
    if (array->children[i]->release != nullptr)
      array->children[i]->release(array->children[i]);
  delete static_cast<Held *>(array->private_data);
  array->release = nullptr;
}

static Held *hold(std::shared_ptr<LayerTable const> const &table) {
  auto *held = new Held;
  held->table = table;
  return held;
}

static void describe(std::shared_ptr<LayerTable const> const &table, ArrowSchema &schema) {
  Held *held = hold(table);
  for (LayerTableColumn const &column : table->columns)
    held->schemas.push_back({column.format, column.name.c_str(), nullptr, ARROW_FLAG_NULLABLE, 0, nullptr,
                             nullptr, releaseSchema, hold(table)});
  for (ArrowSchema &child : held->schemas)
    held->schemaPointers.push_back(&child);
  schema = {"+s",
            "",
            nullptr,
            0,
            static_cast<int64_t>(held->schemas.size()),
            held->schemaPointers.data(),
            nullptr,
            releaseSchema,
            held};
}

static ArrowArray arrayOf(std::shared_ptr<LayerTable const> const &table, LayerTableColumn const &column) {
  Held *held = hold(table);
  held->buffers.push_back(column.known.data());
  if (*column.format == 'l')
    held->buffers.push_back(column.counts.data());
  else if (*column.format == 'g')
    held->buffers.push_back(column.figures.data());
  else {
    held->buffers.push_back(column.ends.data());
    held->buffers.push_back(column.characters.data());
  }
  return {table->rows,
          column.nulls,
          0,
          static_cast<int64_t>(held->buffers.size()),
          0,
          held->buffers.data(),
          nullptr,
          nullptr,
          releaseArray,
          held};
}

static void deliver(std::shared_ptr<LayerTable const> const &table, ArrowArray &array) {
  Held *held = hold(table);
  for (LayerTableColumn const &column : table->columns)
    held->arrays.push_back(arrayOf(table, column));
  for (ArrowArray &child : held->arrays)
    held->arrayPointers.push_back(&child);
  held->buffers.push_back(nullptr); // no row of the table itself is null
  array = {table->rows,
           0,
           0,
           1,
           static_cast<int64_t>(held->arrays.size()),
           held->buffers.data(),
           held->arrayPointers.data(),
           nullptr,
           releaseArray,
           held};
}

void exportLayers(Report const &report, ArrowArrayStream &stream) {
  stream.private_data = new StreamState{tableOf(report)};
  stream.get_schema = [](ArrowArrayStream *self, ArrowSchema *out) {
    describe(static_cast<StreamState *>(self->private_data)->table, *out);
    return 0;
  };
  stream.get_next = [](ArrowArrayStream *self, ArrowArray *out) {
    auto &state = *static_cast<StreamState *>(self->private_data);
    *out = {};
    if (!std::exchange(state.done, true))
      deliver(state.table, *out);
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream *) -> char const * { return nullptr; };
  stream.release = [](ArrowArrayStream *self) {
    delete static_cast<StreamState *>(self->private_data);
    self->release = nullptr;
  };
}

} // namespace eo
