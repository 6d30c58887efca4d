#include "lib/report/Record.h"

#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonReader.h"

namespace eo {

/// Calls `text` or `member` for keys of an object that may be null; passes over all others.
static void readKnown(JsonReader &json,
                      std::initializer_list<std::pair<llvm::StringLiteral, std::string *>> keys) {
  if (json.next() == JsonReader::Kind::Null)
    return json.skip();
  json.object([&](llvm::StringRef key) {
    for (auto const &[name, into] : keys)
      if (name == key) {
        *into = json.text();
        return;
      }
    json.skip();
  });
}

static llvm::Expected<Record> readRecord(llvm::StringRef line, std::string const &place) {
  Record record;
  record.line = line;
  std::string schema;
  JsonReader json(line, place);
  json.object([&](llvm::StringRef key) {
    if (key == "schema")
      schema = json.text();
    else if (key == "tool")
      readKnown(json, {{"version", &record.version}});
    else if (key == "model")
      readKnown(json, {{"path", &record.path}, {"sha256", &record.modelSha256}});
    else if (key == "board")
      readKnown(json, {{"id", &record.boardId}});
    else if (key == "error")
      readKnown(json, {{"code", &record.failure}});
    else
      json.skip();
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  bool isReport = schema == "energy-opt/report/1", isError = schema == "energy-opt/error/1";
  if (!isReport && !isError)
    return inputError("{}: the schema is '{}', neither energy-opt/report/1 nor energy-opt/error/1", place,
                      printable(schema, 60));
  if (record.path.empty() || isError == record.failure.empty())
    return inputError("{}: the key '{}' is missing", place,
                      record.path.empty() ? "model.path" : "error.code");
  return record;
}

llvm::Expected<RecordFile> readRecords(llvm::StringRef text, llvm::StringRef file) {
  RecordFile result;
  for (size_t number = 1; !text.empty(); ++number) {
    size_t end = text.find('\n');
    if (end == llvm::StringRef::npos)
      break;
    llvm::StringRef line = text.take_front(end);
    text = text.drop_front(end + 1);
    result.completeBytes += end + 1;
    if (line.trim().empty())
      continue;
    llvm::Expected<Record> record = readRecord(line, fmt::format("{}:{}", file, number));
    if (!record)
      return record.takeError();
    result.records.push_back(std::move(*record));
  }
  return result;
}

} // namespace eo
