// The readers of lib/text: any bytes give values or a complaint. Numbers are the same on the fast path and cell
// by cell, and what JsonReader takes for text comes back from JsonWriter unchanged.
#include "lib/text/Csv.h"
#include "lib/text/CsvFile.h"
#include "lib/text/JsonReader.h"
#include "lib/text/JsonWriter.h"
#include <cmath>

using namespace eo;

static void readNumbers(llvm::StringRef text) {
  std::vector<double> fast;
  CsvScanner scanner(text, "input", ',');
  llvm::Error error = scanner.forEachRow({0}, 1, [&](size_t, llvm::ArrayRef<double> cells) {
    fast.push_back(cells.front());
    return llvm::Error::success();
  });
  bool good = !error;
  llvm::consumeError(std::move(error));
  if (!good || text.contains('#') || text.contains('\r'))
    return;
  CsvRecords records(text, ',');
  for (size_t i = 0; records.next(); ++i) {
    llvm::Expected<double> slow = cellNumber(records.cells().front().trim());
    bool same = slow && i < fast.size() && (*slow == fast[i] || (std::isnan(*slow) && std::isnan(fast[i])));
    if (!slow)
      llvm::consumeError(slow.takeError());
    if (!same)
      __builtin_trap();
  }
}

static void readTexts(JsonReader &json) {
  switch (json.next()) {
  case JsonReader::Kind::Object:
    return json.object([&](llvm::StringRef) { readTexts(json); });
  case JsonReader::Kind::Array:
    return json.array([&] { readTexts(json); });
  case JsonReader::Kind::Text: {
    std::string text = json.text(), written = jsonText(text);
    JsonReader again(written, "again");
    if (again.text() != text)
      __builtin_trap();
    return;
  }
  case JsonReader::Kind::Number:
  case JsonReader::Kind::Boolean:
  case JsonReader::Kind::Null:
  case JsonReader::Kind::End:
  case JsonReader::Kind::Broken:
    return json.skip();
  }
}

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<char const *>(data), size);
  readNumbers(text);
  JsonReader json(text, "input");
  readTexts(json);
  json.end();
  llvm::consumeError(json.takeError());
  llvm::consumeError(CsvFile::parse(text.str(), "input").takeError());
  return 0;
}
