#include "lib/onnx/MetadataEdits.h"

#include "lib/onnx/OnnxProto.h"
#include "lib/onnx/WireReader.h"
#include "lib/support/Error.h"

namespace eo {

constexpr unsigned maxNesting = 256;
constexpr size_t mostEdits = size_t{1} << 23;

static std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7)
    bytes += static_cast<char>((value & 0x7FU) | 0x80U);
  return bytes + static_cast<char>(value);
}

static std::string lengthField(uint32_t field, std::string const &content) {
  return varint(field << 3 | static_cast<uint32_t>(WireType::Length)) + varint(content.size()) + content;
}

/// The entries as fields of number `field`.
static std::string encoded(uint32_t field, MetadataEntries const &entries) {
  using Entry = onnx::StringStringEntryProto;
  std::string bytes;
  for (auto const &[key, value] : entries)
    bytes += lengthField(field, lengthField(Entry::kKeyFieldNumber, key) +
                                    lengthField(Entry::kValueFieldNumber, value));
  return bytes;
}

namespace {
/// A field of a message.
struct Field {
  uint32_t number = 0;
  bool isMessage = false; ///< has a length: may be a message, text or packed numbers
  size_t begin = 0;       ///< of the tag
  size_t lengthAt = 0;    ///< of the length
  size_t content = 0, end = 0;
};

class Planner {
public:
  explicit Planner(ByteSource &source) : file(source) {}

  llvm::Expected<MetadataEdits> run(ModelMetadata const &metadata) {
    uint32_t nodes = 0;
    auto visit = [&](Field const &field) {
      if (field.number == onnx::ModelProto::kGraphFieldNumber)
        return grow(field, [&] { return graph(field, metadata.nodes, nodes, 0); });
      return field.number == onnx::ModelProto::kMetadataPropsFieldNumber ? dropOurs(field)
                                                                         : llvm::Expected<int64_t>(0);
    };
    llvm::Expected<int64_t> growth = fields(0, file.size(), visit);
    if (!growth)
      return growth.takeError();
    if (llvm::Error error = checkAllFound(metadata.nodes, nodes))
      return error;
    insert(file.size(), encoded(onnx::ModelProto::kMetadataPropsFieldNumber, metadata.entries));
    return std::move(result);
  }

private:
  llvm::Expected<Field> fieldAt(size_t position, size_t end) {
    size_t const headSize = std::min(longestFieldHead, end - position);
    llvm::StringRef head = file.at(position, headSize).take_front(headSize);
    if (head.size() < headSize)
      return inputError("cannot be read at byte {}", position + head.size());
    WireReader reader{head};
    std::optional<WireTag> tag = reader.tag();
    if (!tag)
      return inputError("not ONNX, or damaged: no field begins at byte {}", position);
    size_t const lengthAt = position + reader.position;
    std::optional<uint64_t> size = reader.contentSize(tag->type);
    size_t const content = position + reader.position;
    if (!size || *size > end - content)
      return inputError("not ONNX, or damaged: the field at byte {} reaches past the end of its message",
                        position);
    return Field{tag->field, tag->type == WireType::Length,       position, lengthAt,
                 content,    content + static_cast<size_t>(*size)};
  }

  /// Calls `visit` for every field with a length between two offsets; the sum of the bytes they grow by.
  template <typename Visit> llvm::Expected<int64_t> fields(size_t begin, size_t end, Visit visit) {
    int64_t sum = 0;
    for (size_t position = begin; position < end;) {
      llvm::Expected<Field> field = fieldAt(position, end);
      if (!field)
        return field.takeError();
      position = field->end;
      if (!field->isMessage)
        continue;
      llvm::Expected<int64_t> growth = visit(*field);
      if (!growth)
        return growth.takeError();
      sum += *growth;
    }
    return sum;
  }

  /// The bytes that a message grows by, its length included, when `inside` edits its content.
  template <typename Inside> llvm::Expected<int64_t> grow(Field const &field, Inside inside) {
    size_t const own = result.edits.size();
    result.edits.push_back({field.lengthAt, field.content, ""});
    llvm::Expected<int64_t> growth = inside();
    if (!growth)
      return growth.takeError();
    if (result.edits.size() == own + 1) {
      result.edits.pop_back();
      return 0;
    }
    if (result.edits.size() > mostEdits)
      return inputError("more than {} places to edit", mostEdits);
    std::string &length = result.edits[own].bytes;
    length = varint(static_cast<uint64_t>(static_cast<int64_t>(field.end - field.content) + *growth));
    return *growth + static_cast<int64_t>(length.size()) -
           static_cast<int64_t>(field.content - field.lengthAt);
  }

  int64_t insert(size_t at, std::string bytes) {
    auto size = static_cast<int64_t>(bytes.size());
    if (size != 0)
      result.edits.push_back({at, at, std::move(bytes)});
    return size;
  }

  llvm::Expected<bool> isOurs(Field const &entry) {
    bool ours = false;
    constexpr size_t prefixSize = sizeof(metadataPrefix) - 1;
    llvm::Expected<int64_t> read = fields(entry.content, entry.end, [&](Field const &field) {
      if (field.number == onnx::StringStringEntryProto::kKeyFieldNumber)
        ours = field.end - field.content >= prefixSize &&
               file.at(field.content, prefixSize).startswith(metadataPrefix);
      return llvm::Expected<int64_t>(0);
    });
    if (!read)
      return read.takeError();
    return ours;
  }

  llvm::Expected<int64_t> dropOurs(Field const &entry) {
    llvm::Expected<bool> ours = isOurs(entry);
    if (!ours)
      return ours.takeError();
    if (!*ours)
      return 0;
    result.edits.push_back({entry.begin, entry.end, ""});
    return -static_cast<int64_t>(entry.end - entry.begin);
  }

  /// `position` counts nodes; a graph that the file gives in several pieces is one graph.
  llvm::Expected<int64_t> graph(Field const &piece, GraphMetadata const &metadata, uint32_t &position,
                                unsigned depth) {
    static NodeMetadata const nothing;
    if (depth > maxNesting)
      return inputError("bodies within each other more than {} deep at byte {}", maxNesting, piece.begin);
    return fields(piece.content, piece.end, [&](Field const &field) -> llvm::Expected<int64_t> {
      if (field.number == onnx::GraphProto::kInitializerFieldNumber && depth == 0)
        return tensor(field);
      if (field.number != onnx::GraphProto::kNodeFieldNumber)
        return 0;
      auto found = metadata.find(position++);
      NodeMetadata const &own = found == metadata.end() ? nothing : found->second;
      return grow(field, [&] { return node(field, own, depth); });
    });
  }

  llvm::Expected<int64_t> node(Field const &message, NodeMetadata const &metadata, unsigned depth) {
    llvm::Expected<int64_t> growth =
        fields(message.content, message.end, [&](Field const &field) -> llvm::Expected<int64_t> {
          if (field.number == nodeMetadataField)
            return dropOurs(field);
          if (field.number == onnx::NodeProto::kAttributeFieldNumber)
            return grow(field, [&] { return attribute(field, metadata, depth); });
          return 0;
        });
    if (!growth)
      return growth.takeError();
    return *growth + insert(message.end, encoded(nodeMetadataField, metadata.entries));
  }

  /// Bodies are gone into whether or not anything is said about them: an earlier run may have.
  llvm::Expected<int64_t> attribute(Field const &message, NodeMetadata const &metadata, unsigned depth) {
    static GraphMetadata const nothing;
    std::string name;
    bool hasBody = false;
    llvm::Expected<int64_t> read = fields(message.content, message.end, [&](Field const &field) {
      hasBody |= field.number == onnx::AttributeProto::kGFieldNumber;
      if (field.number == onnx::AttributeProto::kNameFieldNumber && field.end - field.content < 4096)
        name = file.at(field.content, field.end - field.content).take_front(field.end - field.content).str();
      return llvm::Expected<int64_t>(0);
    });
    if (!read || !hasBody)
      return read;
    auto found = metadata.bodies.find(name);
    GraphMetadata const &body = found == metadata.bodies.end() ? nothing : found->second;
    uint32_t nodes = 0;
    llvm::Expected<int64_t> growth =
        fields(message.content, message.end, [&](Field const &field) -> llvm::Expected<int64_t> {
          if (field.number != onnx::AttributeProto::kGFieldNumber)
            return 0;
          return grow(field, [&] { return graph(field, body, nodes, depth + 1); });
        });
    if (!growth)
      return growth.takeError();
    if (llvm::Error error = checkAllFound(body, nodes))
      return error;
    return *growth;
  }

  llvm::Expected<int64_t> tensor(Field const &message) {
    return fields(message.content, message.end, [&](Field const &field) {
      result.hasExternalData |= field.number == onnx::TensorProto::kExternalDataFieldNumber;
      return llvm::Expected<int64_t>(0);
    });
  }

  static llvm::Error checkAllFound(GraphMetadata const &metadata, uint32_t nodes) {
    if (metadata.empty() || metadata.rbegin()->first < nodes)
      return llvm::Error::success();
    return inputError("has {} nodes where more were analysed: it has changed meanwhile", nodes);
  }

  ByteSource &file;
  MetadataEdits result;
};
} // namespace

llvm::Expected<MetadataEdits> metadataEdits(ByteSource &file, ModelMetadata const &metadata) {
  return Planner(file).run(metadata);
}

} // namespace eo
