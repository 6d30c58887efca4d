#include "lib/decide/Bounded.h"
#include "lib/decide/CaseText.h"
#include "lib/decide/TokensWords.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

namespace eo {

static std::string plain(double value) { return fmt::format("{:.4g}", value); }

std::vector<TextTable::Column> tokensColumns() {
  return {{"prompt", true, false, 0},       {"batch", true, false, 0},  {"first token", true, false, 0},
          {"tokens/s", true, false, 0},     {"in all", true, false, 1}, {"a token", true, false, 0},
          {"low to high", false, false, 2}, {"cache", true, false, 1},  {"memory", true, false, 0},
          {"trust", false, false, 3}};
}

std::vector<std::string> tokensCells(TokensAnswer const &answer) {
  std::optional<BoundedFigure> rate = answer.tokensPerS(), joules = answer.tokenJ();
  std::optional<double> memory = answer.memoryBytes();
  return {std::to_string(answer.prompt),
          std::to_string(answer.batch),
          figureText(answer.firstTokenS(), "s"),
          rate ? plain(rate->value) : "–",
          rate ? plain(rate->value * static_cast<double>(answer.batch)) : "–",
          figureText(joules, "J"),
          boundsOf(joules, "J"),
          formatBytes(static_cast<double>(answer.decode.back().cacheBytes)),
          memory ? formatBytes(*memory) : "–",
          trustWord(answer.decode[1].report)};
}

std::string tokensLegend() {
  return "tokens/s of a sequence of the batch and of all of them, joules of a token of one; cache and memory "
         "(parameters, cache, activations) of all at the longest context";
}

/// "237.9 is the ceiling of 68 GB/s: 22.9 % of it", and what of the estimate it cuts off; "" without one.
static std::string ceilingText(TokensAnswer const &answer) {
  std::optional<double> ceiling = answer.ceilingPerS();
  std::optional<BoundedFigure> alone = answer.tokenByItself();
  if (!ceiling || !alone || !(alone->value > 0))
    return "";
  double rate = 1 / alone->value;
  std::string text =
      fmt::format("{} is the ceiling of {}: {}", plain(*ceiling), formatSi(*answer.bandwidthBytesPerS, "B/s"),
                  rate > *ceiling ? "with that bus no more, the board's own is faster"
                                  : formatShare(rate / *ceiling) + " of it");
  if (rate <= *ceiling && alone->low && *alone->low > 0 && 1 / *alone->low > *ceiling)
    text += fmt::format("; the interval alone would go to {}", plain(1 / *alone->low));
  return text;
}

std::string beyondContext(TokensAnswer const &answer) {
  if (!answer.model.contextLength || answer.prompt + answer.generated <= *answer.model.contextLength)
    return "";
  return fmt::format("{} tokens are more than the {} the model was made for",
                     answer.prompt + answer.generated, *answer.model.contextLength);
}

std::vector<std::string> beyondContexts(llvm::ArrayRef<TokensAnswer> answers) {
  std::vector<std::string> notes;
  for (TokensAnswer const &answer : answers)
    if (std::string one = beyondContext(answer); !one.empty() && !llvm::is_contained(notes, one))
      notes.push_back(std::move(one));
  return notes;
}

static void tokenLine(llvm::raw_ostream &stream, WriteOptions const &options, char const *label,
                      std::string const &value, std::string const &more) {
  stream << ' ' << padded(label, 13, false) << padded(value, 12, false) << ' '
         << wrapped(more, options.width, 27) << '\n';
}

static void writeRuns(TokensAnswer const &answer, WriteOptions const &options, llvm::raw_ostream &stream) {
  TextTable table({{"run", false, false, 0},
                   {"context", true, false, 0},
                   {"latency", true, false, 0},
                   {"energy", true, false, 0},
                   {"MACs", true, false, 2},
                   {"read", true, false, 1},
                   {"cache", true, false, 0}});
  auto add = [&](char const *name, TokenRun const &run) {
    ReportTotals const &t = run.report.totals;
    table.add({name, std::to_string(run.past), latencyText(t), energyText(t), macsText(t),
               run.bytesRead ? formatBytes(*run.bytesRead) : "–",
               run.cacheBytes > 0 ? formatBytes(static_cast<double>(run.cacheBytes)) : "–"});
  };
  if (answer.encoder)
    add("encoder", *answer.encoder);
  add("prefill", answer.prefill);
  for (TokenRun const &run : answer.decode)
    add("a token", run);
  for (std::string const &one : table.lines(options.width))
    stream << one << '\n';
}

static void writeOneText(TokensAnswer const &answer, WriteOptions const &options, llvm::raw_ostream &stream) {
  Report const &report = answer.decode[1].report;
  writeCaseHead(report, "no board: counts only",
                printable(answer.folder) + " · " + printable(answer.model.kind, 40) +
                    fmt::format(" · prompt {} · {} generated · batch {}", answer.prompt, answer.generated,
                                answer.batch),
                options, stream);
  stream << '\n';
  std::optional<BoundedFigure> tokenJ = answer.tokenJ(), promptJ = answer.promptJ();
  std::string first = boundsOf(answer.firstTokenS(), "s");
  if (std::optional<double> bus = answer.firstTokenBusS())
    first += fmt::format("{}reading at {} alone takes {}", first.empty() ? "" : " · ",
                         formatSi(*answer.bandwidthBytesPerS, "B/s"), formatSi(*bus, "s"));
  tokenLine(stream, options, "First token", figureText(answer.firstTokenS(), "s"), first);
  if (std::optional<BoundedFigure> rate = answer.tokensPerS()) {
    std::string range = rate->low ? plain(*rate->low) + " to " + plain(*rate->high) : "";
    if (std::string ceiling = ceilingText(answer); !ceiling.empty())
      range += (range.empty() ? "" : " · ") + ceiling;
    tokenLine(stream, options, "Tokens/s", plain(rate->value), range);
  }
  tokenLine(stream, options, "A token", figureText(tokenJ, "J"),
            boundsOf(tokenJ, "J") + (tokenJ && tokenJ->value > 0
                                         ? fmt::format(" · {} tokens a joule", plain(1 / tokenJ->value))
                                         : ""));
  if (tokenJ && promptJ)
    tokenLine(stream, options, "The answer",
              formatSi(promptJ->value + static_cast<double>(answer.generated) * tokenJ->value, "J"),
              fmt::format("{} of it for the prompt", formatSi(promptJ->value, "J")));
  tokenLine(stream, options, "Cache", formatBytes(static_cast<double>(answer.decode.back().cacheBytes)),
            fmt::format("keys and values at {} tokens · parameters {}", answer.decode.back().past,
                        bytesText(report.totals.paramBytes)));
  if (report.trust)
    tokenLine(stream, options, "Trust", trustGrade(*report.trust).str(), trustText(*report.trust));
  stream << '\n';
  writeRuns(answer, options, stream);
  if (std::string beyond = beyondContext(answer); !beyond.empty())
    stream << "\n note  " << beyond << '\n';
  if (!report.totals.energyIsAll && report.totals.energy)
    stream << "\n note  "
           << wrapped("layers with MACs have no estimate (≥): the truth is higher", options.width, 7) << '\n';
}

/// A curve over prompts and batches.
static void writeCurve(llvm::ArrayRef<TokensAnswer> answers, WriteOptions const &options,
                       llvm::raw_ostream &stream) {
  Report const &report = answers.front().decode[1].report;
  writeCaseHead(report, "no board: counts only",
                printable(answers.front().folder) + " · " + printable(answers.front().model.kind, 40) +
                    fmt::format(" · {} generated", answers.front().generated),
                options, stream);
  stream << '\n';
  TextTable table(tokensColumns());
  for (TokensAnswer const &answer : answers)
    table.add(tokensCells(answer));
  for (std::string const &line : table.lines(options.width))
    stream << line << '\n';
  stream << '\n' << wrapped(" " + tokensLegend(), options.width, 1) << '\n';
  for (std::string const &beyond : beyondContexts(answers))
    stream << " note  " << wrapped(beyond, options.width, 7) << '\n';
}

void writeTokensText(llvm::ArrayRef<TokensAnswer> answers, WriteOptions const &options,
                     llvm::raw_ostream &stream) {
  answers.size() == 1 ? writeOneText(answers.front(), options, stream) : writeCurve(answers, options, stream);
}

static void writeRun(JsonWriter &json, TokenRun const &run) {
  json.object([&] {
    ReportTotals const &t = run.report.totals;
    json.attribute("tokens", run.tokens);
    json.attribute("context", run.past);
    json.attribute("energy_j", t.energy);
    json.attribute("energy_low_j", t.energyLow);
    json.attribute("energy_high_j", t.energyHigh);
    json.attribute("latency_s", t.latency);
    json.attribute("macs", t.macs);
    json.attribute("peak_activation_bytes", t.peakActivationBytes);
    json.attribute("bytes_read", run.bytesRead);
    json.attribute("cache_bytes", run.cacheBytes);
  });
}

static void writeAnswer(JsonWriter &json, TokensAnswer const &answer) {
  json.object([&] {
    json.attribute("schema", "energy-opt/tokens/1");
    json.attribute("folder", answer.folder);
    json.attribute("kind", answer.model.kind);
    writeCase(json, answer.decode[1].report);
    json.attribute("prompt", answer.prompt);
    json.attribute("generated", answer.generated);
    json.attribute("batch", answer.batch);
    json.attribute("context_length", answer.model.contextLength);
    json.attribute("beyond_context", !beyondContext(answer).empty());
    json.attribute("param_bytes", answer.decode[1].report.totals.paramBytes);
    json.attribute("memory_bytes", answer.memoryBytes());
    writeBounded(json, "first_token", "_s", answer.firstTokenS());
    writeBounded(json, "prompt", "_j", answer.promptJ());
    writeBounded(json, "token", "_s", answer.tokenS());
    writeBounded(json, "token", "_j", answer.tokenJ());
    json.attribute("ceiling_tokens_per_s", answer.ceilingPerS());
    json.attribute("bandwidth_bytes_per_s", answer.bandwidthBytesPerS);
    json.attributeArray("encoder", [&] {
      if (answer.encoder)
        writeRun(json, *answer.encoder);
    });
    json.attributeArray("prefill", [&] { writeRun(json, answer.prefill); });
    json.attributeArray("decode", [&] {
      for (TokenRun const &run : answer.decode)
        writeRun(json, run);
    });
  });
}

void writeTokensJson(llvm::ArrayRef<TokensAnswer> answers, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  if (answers.size() == 1)
    writeAnswer(json, answers.front());
  else
    json.array([&] {
      for (TokensAnswer const &answer : answers)
        writeAnswer(json, answer);
    });
  stream << '\n';
}

static void writeRows(TokensAnswer const &answer, llvm::raw_ostream &stream) {
  auto number = [](std::optional<double> value) { return value ? ReportCell(*value) : ReportCell(); };
  auto add = [&](char const *name, TokenRun const &run) {
    ReportTotals const &t = run.report.totals;
    stream << csvRow({std::string(name), run.tokens, run.past, number(t.energy), number(t.energyLow),
                      number(t.energyHigh), number(t.latency), t.macs ? ReportCell(*t.macs) : ReportCell(),
                      number(run.bytesRead), run.cacheBytes, answer.prompt, answer.batch,
                      std::string(beyondContext(answer).empty() ? "false" : "true")});
  };
  if (answer.encoder)
    add("encoder", *answer.encoder);
  add("prefill", answer.prefill);
  for (TokenRun const &run : answer.decode)
    add("decode", run);
}

void writeTokensCsv(llvm::ArrayRef<TokensAnswer> answers, llvm::raw_ostream &stream) {
  stream << "run,tokens,context,energy_j,energy_low_j,energy_high_j,latency_s,macs,bytes_read,cache_bytes,"
            "prompt,batch,beyond_context\n";
  for (TokensAnswer const &answer : answers)
    writeRows(answer, stream);
}

} // namespace eo
