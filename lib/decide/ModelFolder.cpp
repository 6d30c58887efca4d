#include "lib/decide/Tokens.h"
#include "lib/support/Error.h"
#include "lib/support/InputFile.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonReader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <memory>

namespace eo {

namespace path = llvm::sys::path;

static std::string inFolder(std::string const &folder, llvm::StringRef file) {
  llvm::SmallString<128> full(folder);
  path::append(full, file);
  return full.str().str();
}

/// A name without folders: a config names no file elsewhere.
static llvm::Expected<std::string> fileOf(std::string const &folder, std::string const &name,
                                          llvm::StringRef what) {
  if (name.empty() || path::filename(name) != name || name == ".." || name == ".")
    return inputError("{}: genai_config.json: {} '{}' is not the name of a file in this folder", folder, what,
                      printable(name, 80));
  return inFolder(folder, name);
}

static llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> readSmall(std::string const &file) {
  constexpr uint64_t mostBytes = uint64_t{16} << 20;
  uint64_t size = 0;
  if (llvm::Error error = refuseNamedPipe(file))
    return inputError("{}: {}", file, takeErrorText(std::move(error)).message);
  if (std::error_code problem = llvm::sys::fs::file_size(file, size))
    return inputError("{}: {}", file, problem.message());
  if (size > mostBytes)
    return inputError("{}: {} bytes; a config has {} at most", file, size, mostBytes);
  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer)
    return inputError("{}: {}", file, buffer.getError().message());
  return std::move(*buffer);
}

/// Of a context: tokens, 1 and more; nothing for null.
static std::optional<int64_t> contextOf(JsonReader &json) {
  std::optional<int64_t> tokens = json.integerOrNull();
  if (tokens && *tokens < 1)
    json.complain(fmt::format("{} tokens are no context", *tokens));
  return tokens;
}

/// What an export of optimum says in config.json beside its networks: GPT-2 calls it n_positions, Whisper
/// max_target_positions, most others max_position_embeddings.
static llvm::Error readPositions(std::string const &file, ModelFolder &model) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readSmall(file);
  if (!buffer)
    return buffer.takeError();
  JsonReader json((*buffer)->getBuffer(), file);
  json.object([&](llvm::StringRef key) {
    if (key != "max_position_embeddings" && key != "n_positions" && key != "max_target_positions")
      return json.skip();
    if (std::optional<int64_t> tokens = contextOf(json))
      model.contextLength = std::min(*tokens, model.contextLength.value_or(*tokens));
  });
  json.end();
  return json.takeError();
}

static llvm::Expected<ModelFolder> readConfig(std::string const &folder, std::string const &file) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readSmall(file);
  if (!buffer)
    return buffer.takeError();
  std::string decoder, encoder;
  ModelFolder model;
  JsonReader json((*buffer)->getBuffer(), file);
  auto part = [&](std::string &name) {
    json.object([&](llvm::StringRef key) {
      if (key == "filename")
        name = json.textOrNull();
      else
        json.skip();
    });
  };
  json.object([&](llvm::StringRef key) {
    if (key != "model")
      return json.skip();
    json.object([&](llvm::StringRef inner) {
      if (inner == "type")
        model.kind = json.textOrNull();
      else if (inner == "context_length")
        model.contextLength = contextOf(json);
      else if (inner == "decoder")
        part(decoder);
      else if (inner == "encoder")
        part(encoder);
      else
        json.skip();
    });
  });
  json.end();
  if (llvm::Error error = json.takeError())
    return error;
  if (model.kind.empty())
    model.kind = "genai"; // the config names no architecture
  llvm::Expected<std::string> decoderFile = fileOf(folder, decoder, "the decoder");
  if (!decoderFile)
    return decoderFile.takeError();
  model.decoder = model.prefill = *decoderFile;
  if (!encoder.empty()) {
    llvm::Expected<std::string> encoderFile = fileOf(folder, encoder, "the encoder");
    if (!encoderFile)
      return encoderFile.takeError();
    model.encoder = *encoderFile;
  }
  return model;
}

llvm::Expected<ModelFolder> readModelFolder(std::string const &folder) {
  if (!llvm::sys::fs::is_directory(folder))
    return usageError("{}: not a folder; name the folder of an export (with genai_config.json or "
                      "decoder_with_past_model.onnx)",
                      folder);
  std::string config = inFolder(folder, "genai_config.json");
  if (llvm::sys::fs::exists(config))
    return readConfig(folder, config);
  ModelFolder model;
  model.kind = "optimum";
  model.decoder = inFolder(folder, "decoder_with_past_model.onnx");
  model.prefill = inFolder(folder, "decoder_model.onnx");
  if (!llvm::sys::fs::exists(model.decoder) || !llvm::sys::fs::exists(model.prefill))
    return usageError(
        "{}: neither genai_config.json nor decoder_model.onnx and decoder_with_past_model.onnx are there",
        folder);
  std::string encoder = inFolder(folder, "encoder_model.onnx");
  if (llvm::sys::fs::exists(encoder))
    model.encoder = encoder;
  if (std::string said = inFolder(folder, "config.json"); llvm::sys::fs::exists(said))
    if (llvm::Error error = readPositions(said, model))
      return error;
  return model;
}

} // namespace eo
