// NumPy .npy: one-dimensional float32 or float64 shunt volts of a DAQ card; needs --shunt-ohm, --supply-v,
// --rate-hz.
#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/trace/formats/ShuntPower.h"
#include "lib/trace/formats/TraceBuilder.h"
#include "llvm/Support/Endian.h"

namespace eo {

static constexpr llvm::StringLiteral magic = "\x93NUMPY";

llvm::Error requireShunt(TraceInput const &input) {
  TraceReadOptions const &options = input.options;
  std::string missing;
  for (auto [absent, flag] :
       {std::pair(!options.shuntOhm, "--shunt-ohm"), std::pair(!options.supplyV, "--supply-v"),
        std::pair(!options.rateHz, "--rate-hz")})
    if (absent)
      missing += std::string(missing.empty() ? "" : ", ") + flag;
  if (missing.empty())
    return llvm::Error::success();
  return usageError("{}: the file holds bare numbers, taken as volts over a shunt; give {}", input.file,
                    missing);
}

bool recognisesNpy(llvm::StringRef head) { return head.startswith(magic); }

namespace {
struct NpyHeader {
  unsigned width = 8;
  bool bigEndian = false;
  llvm::StringRef data;
};
} // namespace

/// The text between `key` and the next delimiter of the header dictionary.
static llvm::StringRef valueOf(llvm::StringRef dictionary, llvm::StringRef key, char open, char close) {
  llvm::StringRef rest =
      dictionary.substr(std::min(dictionary.size(), dictionary.find(key)))
          .drop_front(std::min(key.size(),
                               dictionary.substr(std::min(dictionary.size(), dictionary.find(key))).size()));
  rest = rest.split(open).second;
  return rest.take_until([&](char c) { return c == close; });
}

static llvm::Expected<NpyHeader> parseHeader(llvm::StringRef text, std::string const &file) {
  auto broken = [&](llvm::StringRef why) {
    return inputError("{}: line 1, column 1: NumPy file with {}", file, why);
  };
  if (text.size() < 12 || !text.startswith(magic))
    return broken("a truncated header");
  auto major = static_cast<unsigned char>(text[6]);
  if (major < 1 || major > 3)
    return broken("an unknown version");
  size_t lengthBytes = major == 1 ? 2 : 4;
  size_t length = major == 1 ? llvm::support::endian::read16le(text.data() + 8)
                             : llvm::support::endian::read32le(text.data() + 8);
  if (text.size() - 8 - lengthBytes < length)
    return broken("a truncated header");
  llvm::StringRef dictionary = text.substr(8 + lengthBytes, length);
  llvm::StringRef type = valueOf(dictionary, "'descr':", '\'', '\''),
                  shape = valueOf(dictionary, "'shape':", '(', ')');
  NpyHeader header;
  header.data = text.drop_front(8 + lengthBytes + length);
  if (type != "<f8" && type != "<f4" && type != ">f8" && type != ">f4")
    return inputError("{}: line 1, column 1: NumPy values of type '{}'; float32 or float64 are needed", file,
                      printable(type, 20));
  header.width = type.back() == '8' ? 8 : 4;
  header.bigEndian = type.front() == '>';
  llvm::SmallVector<llvm::StringRef, 4> sizes;
  shape.split(sizes, ',', -1, false);
  uint64_t count = 1;
  unsigned longAxes = 0;
  for (llvm::StringRef size : sizes) {
    uint64_t value = 0;
    if (size.trim().empty())
      continue;
    if (size.trim().getAsInteger(10, value) || value > header.data.size())
      return inputError("{}: line 1, column 1: NumPy shape ({}) does not fit {} bytes of data", file,
                        printable(shape, 40), header.data.size());
    longAxes += value != 1 ? 1 : 0;
    count = value != 1 ? value : count;
  }
  if (longAxes > 1)
    return inputError("{}: line 1, column 1: NumPy array of shape ({}); one dimension is needed", file,
                      printable(shape, 40));
  if (header.data.size() != count * header.width)
    return inputError("{}: line 1, column 1: NumPy shape ({}) needs {} bytes of data, the file has {}", file,
                      printable(shape, 40), count * header.width, header.data.size());
  return header;
}

llvm::Expected<PowerTrace> readNpy(TraceInput const &input) {
  auto header = parseHeader(input.text, input.file);
  if (!header)
    return header.takeError();
  if (llvm::Error error = requireShunt(input))
    return error;
  using namespace llvm::support;
  endianness order = header->bigEndian ? big : little;
  TraceBuilder builder(input, "npy");
  size_t count = header->data.size() / header->width;
  builder.reserve(count);
  char const *data = header->data.data();
  for (size_t i = 0; i < count; ++i) {
    if (input.options.progress && (i & 0xFFFF) == 0)
      input.options.progress(static_cast<double>(i) / static_cast<double>(count));
    double volts = header->width == 8
                       ? endian::read<double, unaligned>(data + 8 * i, order)
                       : static_cast<double>(endian::read<float, unaligned>(data + 4 * i, order));
    builder.push(shuntPower(volts, input.options));
  }
  return builder.finish();
}

} // namespace eo
