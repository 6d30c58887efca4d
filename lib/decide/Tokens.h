//===- Tokens.h - what an answer of a language model takes ----------------------------------------------===//
//
// A prompt of p tokens is worked off at once (prefill); then each of g tokens is one run with all earlier ones as context
// (decode). Energy and time of a token grow about linearly with the context, so three contexts (p, p + g/2, p + g) give
// the sum over all: g · (first + 4 · middle + last) / 6, exact for what is linear or quadratic in the context.
//
#ifndef ENERGY_OPT_LIB_DECIDE_TOKENS_H
#define ENERGY_OPT_LIB_DECIDE_TOKENS_H

#include "lib/decide/Mission.h"
#include "lib/ir/Graph.h"
#include "lib/pass/NetworkAnnotations.h"
#include "lib/report/Writers.h"

#include <set>

namespace eo {

/// The networks of a folder: that of ONNX Runtime GenAI (genai_config.json) or an export of optimum.
struct ModelFolder {
  std::string kind;                     ///< "llama", "whisper": of the config; "optimum" without one
  std::string encoder;                  ///< path; runs once; may be empty
  std::string prefill;                  ///< path; runs once with the prompt
  std::string decoder;                  ///< path; runs for each token
  std::optional<int64_t> contextLength; ///< the most tokens the model was made for, where a config says so
};
/// A usage error where the folder has neither genai_config.json nor decoder_with_past_model.onnx, an input error where the
/// config is broken or names a file outside the folder.
llvm::Expected<ModelFolder> readModelFolder(std::string const &folder);

/// Values for the open dimensions that exporters call (decoder_)sequence_length, past_(decoder_)sequence_length,
/// total_sequence_length and batch_size, as far as the network has them and `given` does not settle them.
DimBindings tokenBindings(Graph const &graph, DimBindings given, int64_t tokens, int64_t past, int64_t batch);

/// The names of open dimensions of the network's inputs.
std::set<std::string> openNames(Graph const &graph);

/// One run of a network of the folder.
struct TokenRun {
  Report report;
  int64_t tokens = 1, past = 0;
  std::optional<double> bytesRead; ///< weights, cache and activations, at the precision executed, as far as
                                   ///< sizes are known
  int64_t cacheBytes = 0;          ///< keys and values that come in
  std::optional<int64_t> outputLength; ///< axis 1 of its first output: what the decoder sees of an encoder
};

/// The answer of energy-opt tokens.
struct TokensAnswer {
  std::string folder;
  ModelFolder model;
  int64_t prompt = 0, generated = 0, batch = 1;
  std::optional<TokenRun> encoder;
  TokenRun prefill;
  std::vector<TokenRun> decode;             ///< at the first, middle and last context
  std::optional<double> bandwidthBytesPerS; ///< of the board, or given

  /// Of a sequence of the batch: joules and seconds.
  std::optional<BoundedFigure>
  firstTokenS() const; ///< encoder and prefill, no less than reading their bytes takes
  std::optional<BoundedFigure> promptJ() const;
  std::optional<BoundedFigure> tokenJ() const;        ///< the mean over the generated ones
  std::optional<BoundedFigure> tokenS() const;        ///< no less than reading its bytes takes (ceilingPerS)
  std::optional<BoundedFigure> tokenByItself() const; ///< the same without the ceiling: of the estimate alone
  std::optional<BoundedFigure> tokensPerS() const;
  /// Tokens a second at which the memory is busy all the time, at the middle context; nothing is faster.
  std::optional<double> ceilingPerS() const;
  /// How long the memory takes for what encoder and prefill read, where that is more than the estimate says.
  std::optional<double> firstTokenBusS() const;
  /// Parameters, the cache at the longest context and the most activations alive in one of the runs.
  std::optional<double> memoryBytes() const;
};

/// First token, rate, joules a token, cache, ceiling, trust; then one line a context. Of several prompts and batches a row each.
void writeTokensText(llvm::ArrayRef<TokensAnswer> answers, WriteOptions const &options,
                     llvm::raw_ostream &stream);
/// One page of HTML: rate with its ceiling, joules, cache and memory against prompt and batch.
void writeTokensHtml(llvm::ArrayRef<TokensAnswer> answers, llvm::raw_ostream &stream);
/// "energy-opt/tokens/1"; an array of several.
void writeTokensJson(llvm::ArrayRef<TokensAnswer> answers, llvm::raw_ostream &stream);
/// A row a run: prefill, then each context.
void writeTokensCsv(llvm::ArrayRef<TokensAnswer> answers, llvm::raw_ostream &stream);

} // namespace eo

#endif
