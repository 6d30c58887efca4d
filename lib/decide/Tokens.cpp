#include "lib/decide/Tokens.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <algorithm>

namespace eo {

std::set<std::string> openNames(Graph const &graph) {
  std::set<std::string> names;
  for (ValueId input : graph.main().inputs)
    if (input.valid() && graph.value(input).declared().hasRank())
      for (SymInt const &dim : *graph.value(input).declared().shape)
        if (dim.isSymbolic())
          names.insert(dim.str());
  return names;
}

DimBindings tokenBindings(Graph const &graph, DimBindings given, int64_t tokens, int64_t past,
                          int64_t batch) {
  for (std::string const &name : openNames(graph)) {
    int64_t value = llvm::StringSwitch<int64_t>(name)
                        .Cases("sequence_length", "decoder_sequence_length", tokens)
                        .Cases("past_sequence_length", "past_decoder_sequence_length", past)
                        .Case("total_sequence_length", past + tokens)
                        .Case("batch_size", batch)
                        .Default(-1);
    if (value >= 0 && given.expressions.count(name) == 0)
      given.named.emplace(name, value); // what is given stays
  }
  return given;
}

/// The sum of two figures; bounds where both have them.
static std::optional<BoundedFigure> plus(std::optional<BoundedFigure> const &a,
                                         std::optional<BoundedFigure> const &b) {
  if (!a || !b)
    return std::nullopt;
  BoundedFigure sum{a->value + b->value, {}, {}};
  if (a->low && a->high && b->low && b->high) {
    sum.low = *a->low + *b->low;
    sum.high = *a->high + *b->high;
  }
  return sum;
}

static std::optional<BoundedFigure> scaled(std::optional<BoundedFigure> figure, double factor) {
  if (figure) {
    figure->value *= factor;
    for (std::optional<double> *bound : {&figure->low, &figure->high})
      if (*bound)
        **bound *= factor;
  }
  return figure;
}

static std::optional<BoundedFigure> figure(ReportNumber value, ReportNumber low, ReportNumber high) {
  return value ? std::optional(BoundedFigure{*value, low, high}) : std::nullopt;
}
static std::optional<BoundedFigure> energyOf(TokenRun const &run) {
  ReportTotals const &t = run.report.totals;
  return figure(t.energy, t.energyLow, t.energyHigh);
}
static std::optional<BoundedFigure> timeOf(TokenRun const &run) {
  ReportTotals const &t = run.report.totals;
  return figure(t.latency, t.latencyLow, t.latencyHigh);
}

static std::optional<BoundedFigure> noFasterThan(std::optional<BoundedFigure> figure,
                                                 std::optional<double> leastS) {
  if (!figure || !leastS)
    return figure;
  figure->value = std::max(figure->value, *leastS);
  for (std::optional<double> *bound : {&figure->low, &figure->high})
    if (*bound)
      *bound = std::max(**bound, *leastS);
  return figure;
}

/// How long a bus takes for what the run reads.
static std::optional<double> busS(TokenRun const &run, std::optional<double> bytesPerS) {
  return run.bytesRead && bytesPerS ? std::optional(*run.bytesRead / *bytesPerS) : std::nullopt;
}

std::optional<BoundedFigure> TokensAnswer::firstTokenS() const {
  auto time = [&](TokenRun const &run) { return noFasterThan(timeOf(run), busS(run, bandwidthBytesPerS)); };
  return encoder ? plus(time(*encoder), time(prefill)) : time(prefill);
}

std::optional<double> TokensAnswer::firstTokenBusS() const {
  double sum = 0;
  bool isMore = false;
  for (TokenRun const *run : {encoder ? &*encoder : nullptr, &prefill}) {
    std::optional<double> bus = run != nullptr ? busS(*run, bandwidthBytesPerS) : std::nullopt;
    if (!bus)
      continue;
    sum += *bus;
    isMore |= run->report.totals.latency && *bus > *run->report.totals.latency;
  }
  return isMore ? std::optional(sum) : std::nullopt;
}

std::optional<BoundedFigure> TokensAnswer::promptJ() const {
  return scaled(encoder ? plus(energyOf(*encoder), energyOf(prefill)) : energyOf(prefill),
                1 / static_cast<double>(batch));
}

/// Simpson's rule over the three contexts.
static std::optional<BoundedFigure> mean(std::vector<TokenRun> const &runs,
                                         std::optional<BoundedFigure> (*read)(TokenRun const &run)) {
  if (runs.size() != 3)
    return std::nullopt;
  return scaled(plus(plus(read(runs[0]), scaled(read(runs[1]), 4)), read(runs[2])), 1.0 / 6);
}

std::optional<BoundedFigure> TokensAnswer::tokenJ() const {
  return scaled(mean(decode, energyOf), 1 / static_cast<double>(batch));
}

std::optional<BoundedFigure> TokensAnswer::tokenByItself() const { return mean(decode, timeOf); }

std::optional<BoundedFigure> TokensAnswer::tokenS() const {
  std::optional<double> ceiling = ceilingPerS();
  return noFasterThan(tokenByItself(), ceiling ? std::optional(1 / *ceiling) : std::nullopt);
}

std::optional<BoundedFigure> TokensAnswer::tokensPerS() const {
  std::optional<BoundedFigure> figure = tokenS();
  if (!figure || !(figure->value > 0))
    return std::nullopt;
  BoundedFigure result{1 / figure->value, {}, {}};
  if (figure->low && figure->high && *figure->low > 0) {
    result.low = 1 / *figure->high;
    result.high = 1 / *figure->low;
  }
  return result;
}

std::optional<double> TokensAnswer::ceilingPerS() const {
  if (!bandwidthBytesPerS || decode.size() != 3 || !decode[1].bytesRead || !(*decode[1].bytesRead > 0))
    return std::nullopt;
  return *bandwidthBytesPerS / *decode[1].bytesRead;
}

std::optional<double> TokensAnswer::memoryBytes() const {
  if (decode.empty() || !decode.back().report.totals.paramBytes)
    return std::nullopt;
  double activations = 0;
  for (TokenRun const *run : {&prefill, &decode.back()}) {
    if (!run->report.totals.peakActivationBytes)
      return std::nullopt;
    activations = std::max(activations, static_cast<double>(*run->report.totals.peakActivationBytes));
  }
  return static_cast<double>(*decode.back().report.totals.paramBytes) +
         static_cast<double>(decode.back().cacheBytes) + activations;
}

} // namespace eo
