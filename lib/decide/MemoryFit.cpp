#include "lib/decide/MemoryFit.h"

#include "lib/cost/FigureSet.h"
#include "lib/decide/CaseText.h"
#include "lib/pass/MemoryBuffers.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
#include "lib/support/Checked.h"
#include "lib/support/Error.h"
#include "lib/support/Quantity.h"
#include "lib/support/Utf8.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace eo {

/// Exporters call the cache's inputs past_key_values.0.key, past.0, past_0_value.
static bool isCache(LiveTensor const &tensor) {
  return tensor.first < 0 && llvm::StringRef(tensor.name).startswith_insensitive("past");
}

llvm::StringRef memoryVerdictWord(MemoryVerdict verdict) {
  switch (verdict) {
  case MemoryVerdict::Fits:
    return "FITS";
  case MemoryVerdict::Streams:
    return "STREAMS";
  case MemoryVerdict::DoesNotFit:
    return "DOES NOT FIT";
  case MemoryVerdict::Unknown:
    return "UNKNOWN";
  }
  return "";
}

std::optional<double> MemoryFit::streamedBytes() const {
  if (!parameterBytes || !sizes.parameterBytes)
    return std::nullopt;
  return std::max(0.0, static_cast<double>(*parameterBytes) - *sizes.parameterBytes);
}

static MemoryVerdict verdictOf(MissionVerdict all) {
  switch (all) {
  case MissionVerdict::Fits:
    return MemoryVerdict::Fits;
  case MissionVerdict::DoesNotFit:
    return MemoryVerdict::DoesNotFit;
  case MissionVerdict::Unknown:
    return MemoryVerdict::Unknown;
  }
  return MemoryVerdict::Unknown;
}

std::optional<MemoryVerdict> MemoryFit::verdict() const {
  std::vector<MemoryVerdict> known;
  for (std::optional<MemoryVerdict> one : {inParameters, inOnChip})
    if (one)
      known.push_back(*one);
  if (inAll)
    known.push_back(verdictOf(*inAll));
  for (MemoryVerdict worst :
       {MemoryVerdict::DoesNotFit, MemoryVerdict::Unknown, MemoryVerdict::Streams, MemoryVerdict::Fits})
    if (llvm::is_contained(known, worst))
      return worst;
  return std::nullopt;
}

llvm::Expected<MemoryFit> fitMemory(Report report, Lifetimes lifetimes, MemorySizes sizes, unsigned bits,
                                    int64_t align) {
  constexpr size_t most = 20000;
  if (lifetimes.tensors.size() > most)
    return inputError("{}: {} buffers; plans are made for up to {}", report.model.path,
                      lifetimes.tensors.size(), most);
  MemoryFit fit;
  fit.report = std::move(report);
  fit.lifetimes = std::move(lifetimes);
  fit.sizes = sizes;
  fit.bits = bits;
  fit.arena = planArena(fit.lifetimes, align);
  if (std::string wrong = checkArena(fit.lifetimes, fit.arena, align); !wrong.empty())
    return makeError(ErrorKind::Internal, "the arena that was planned is wrong: " + wrong);
  ReportTotals const &t = fit.report.totals;
  fit.parameterBytes = t.paramBytes;
  if (t.params && t.paramBytes)
    fit.parameterBytes =
        std::min(*t.paramBytes, static_cast<int64_t>(static_cast<double>(*t.params) * bits / 8));
  for (LiveTensor const &tensor : fit.lifetimes.tensors)
    fit.cacheBytes += isCache(tensor) ? tensor.bytes : 0;
  auto arena = static_cast<double>(fit.arena.bytes);
  bool all = fit.lifetimes.unknown == 0 && !fit.lifetimes.hasBodies;
  if (!sizes.parameterBytes && sizes.onChipIsGiven && sizes.onChipBytes)
    fit.sizes.parameterBytes = std::max(0.0, *sizes.onChipBytes - arena);
  if (sizes.onChipBytes)
    fit.inOnChip = arena > *sizes.onChipBytes ? MemoryVerdict::Streams
                   : all                      ? MemoryVerdict::Fits
                                              : MemoryVerdict::Unknown;
  if (std::optional<double> streamed = fit.streamedBytes())
    fit.inParameters = *streamed > 0 ? MemoryVerdict::Streams : MemoryVerdict::Fits;
  if (fit.parameterBytes && sizes.allBytes)
    fit.inAll = arena + static_cast<double>(*fit.parameterBytes) > *sizes.allBytes
                    ? MissionVerdict::DoesNotFit
                : all ? MissionVerdict::Fits
                      : MissionVerdict::Unknown;
  return fit;
}

/// What the board's runtime keeps (pass list-buffers).
static llvm::Expected<Lifetimes> lifetimesOf(Graph const &graph, MemoryBuffers const &planned) {
  constexpr int64_t most = int64_t{1} << 62; // as of a network without a plan
  Lifetimes result;
  result.steps = planned.steps;
  std::optional<int64_t> total = 0;
  for (PlannedBuffer const &buffer : planned.buffers) {
    result.hasBodies |= !buffer.value.valid();
    std::optional<int64_t> bytes = buffer.bytes.tryValue();
    if (!bytes) {
      ++result.unknown;
      total = buffer.bytes.isOverflow() ? std::nullopt : total;
      continue;
    }
    total = total ? checkedAdd(*total, *bytes) : total;
    std::string name = buffer.value.valid() ? graph.value(buffer.value).name.str()
                                            : "bodies of " + graph.node(buffer.node).name.str();
    int64_t first = buffer.isInput ? -1 : int64_t{buffer.from};
    result.tensors.push_back({std::move(name), *bytes, first, int64_t{buffer.to}});
  }
  if (!total || *total > most)
    return inputError("its activations take more than 2^62 bytes");
  return result;
}

llvm::Expected<MemoryFit> memoryOf(AnalysedNetwork const &network, Report report, MemorySizes sizes,
                                   unsigned bits, int64_t align) {
  if (bits == 0)
    bits = network.board != nullptr ? bitWidth(network.board->precision()) : 64;
  if (network.board != nullptr) {
    FigureSet figures = resolveFigures(*network.board);
    auto known = [&](BoardFigure figure) {
      double value = figures.get(figure, 0);
      return value > 0 ? std::optional(value) : std::nullopt;
    };
    if (!sizes.onChipIsGiven)
      sizes.onChipBytes = known(BoardFigure::OnChip);
    sizes.parameterBytes = known(BoardFigure::ParameterMemory);
  }
  auto const *planned = network.annotations.find<MemoryBuffers>();
  llvm::Expected<Lifetimes> lifetimes =
      planned != nullptr ? lifetimesOf(network.graph, *planned)
                         : lifetimesOf(network.graph, network.annotations.get<InferredTypes>().types,
                                       network.annotations.get<NodeRoles>(), bits);
  if (!lifetimes) {
    ErrorText text = takeErrorText(lifetimes.takeError());
    return makeError(text.kind, report.model.path + ": " + text.message);
  }
  llvm::Expected<MemoryFit> fit =
      fitMemory(std::move(report), std::move(*lifetimes), sizes, std::min(bits, 32U), align);
  if (fit && planned != nullptr)
    fit->filePeakBytes = planned->filePeakBytes.tryValue();
  return fit;
}

static int64_t worstStep(Lifetimes const &lifetimes) {
  std::vector<int64_t> change(static_cast<size_t>(lifetimes.steps) + 3);
  for (LiveTensor const &tensor : lifetimes.tensors) {
    change[static_cast<size_t>(std::max<int64_t>(tensor.first, 0))] += tensor.bytes;
    change[static_cast<size_t>(std::max<int64_t>(tensor.last, 0)) + 1] -= tensor.bytes;
  }
  int64_t live = 0, peak = -1, step = 0;
  for (size_t i = 0; i < change.size(); ++i)
    if ((live += change[i]) > peak) {
      peak = live;
      step = static_cast<int64_t>(i);
    }
  return step;
}

static std::string bytes(double value) { return formatBytes(value); }

static void line(llvm::raw_ostream &stream, WriteOptions const &options, char const *label,
                 std::string const &value, std::string const &more) {
  stream << ' ' << padded(label, 12, false) << padded(value, 12, false) << ' '
         << wrapped(more, options.width, 26) << '\n';
}

/// "on-chip memory: STREAMS (528.5 KiB): the rest goes …".
static std::string against(std::optional<MemoryVerdict> verdict, std::optional<double> size,
                           char const *where, char const *streams) {
  if (!verdict || !size)
    return std::string(where) + ": not known of the board";
  return fmt::format("{}: {} ({}){}", where, memoryVerdictWord(*verdict), bytes(*size),
                     *verdict == MemoryVerdict::Streams ? streams : "");
}

/// What the verdict of all memories comes of.
static std::string reasonOf(MemoryFit const &fit) {
  switch (*fit.verdict()) {
  case MemoryVerdict::DoesNotFit:
    return "more than there is for parameters and activations together";
  case MemoryVerdict::Unknown:
    return "what is left out below may be too much";
  case MemoryVerdict::Streams: {
    std::string text;
    if (fit.inParameters == MemoryVerdict::Streams)
      text = bytes(*fit.streamedBytes()) + " of parameters are read again for every inference";
    if (fit.inOnChip == MemoryVerdict::Streams)
      text += std::string(text.empty() ? "" : "; ") + "activations go through the memory beside the chip";
    return fit.inAll ? text : text + "; whether that holds them: --memory=SIZE";
  }
  case MemoryVerdict::Fits:
    return fit.inParameters && fit.inOnChip ? "all of it stays on the chip"
           : fit.inAll                      ? "into the memory there is"
                                            : "into those memories that are known";
  }
  return "";
}

/// What is alive at the step that needs most, the largest first.
static void writeLiveTensors(MemoryFit const &fit, WriteOptions const &options, llvm::raw_ostream &stream) {
  Lifetimes const &all = fit.lifetimes;
  int64_t step = worstStep(all);
  std::vector<size_t> live;
  for (size_t i = 0; i < all.tensors.size(); ++i)
    if (all.tensors[i].first <= step && all.tensors[i].last >= step && all.tensors[i].bytes > 0)
      live.push_back(i);
  llvm::stable_sort(live, [&](size_t a, size_t b) { return all.tensors[a].bytes > all.tensors[b].bytes; });
  size_t shown = options.top == 0 ? live.size() : std::min<size_t>(live.size(), options.top);
  if (shown == 0)
    return;
  stream << fmt::format("\n alive at the worst step, {}{}:\n", step,
                        live.size() > shown ? fmt::format(" ({} more)", live.size() - shown) : "");
  TextTable table({{"bytes", true, false, 0},
                   {"offset", true, false, 0},
                   {"from", true, false, 1},
                   {"to", true, false, 1},
                   {"tensor", false, true, 0}});
  for (size_t i : llvm::makeArrayRef(live).take_front(shown)) {
    LiveTensor const &tensor = all.tensors[i];
    table.add({bytes(static_cast<double>(tensor.bytes)), std::to_string(fit.arena.offsets[i]),
               tensor.first < 0 ? "input" : std::to_string(tensor.first),
               tensor.last == all.steps ? "end" : std::to_string(tensor.last), printable(tensor.name, 120)});
  }
  for (std::string const &one : table.lines(options.width))
    stream << one << '\n';
}

static void writeOne(MemoryFit const &fit, WriteOptions const &options, llvm::raw_ostream &stream) {
  std::string dims = dimsText(fit.report.model);
  writeCaseHead(fit.report, "no board: sizes of the file's types",
                printable(fit.report.model.path) + (dims.empty() ? "" : " · " + dims), options, stream);
  stream << '\n';
  Lifetimes const &all = fit.lifetimes;
  line(stream, options, "Parameters",
       fit.parameterBytes ? bytes(static_cast<double>(*fit.parameterBytes)) : "–",
       fmt::format("{} of {} bits · {}", countText(fit.report.totals.params), fit.bits,
                   against(fit.inParameters, fit.sizes.parameterBytes, "the accelerator's weight memory",
                           ": the rest is read again each time")));
  line(stream, options, "Activations", bytes(static_cast<double>(fit.arena.bytes)),
       fmt::format("arena of {} buffers, {} the most alive at once{} · {}", all.tensors.size(),
                   bytes(static_cast<double>(all.peakBytes())),
                   fit.filePeakBytes && *fit.filePeakBytes != all.peakBytes()
                       ? " (" + bytes(static_cast<double>(*fit.filePeakBytes)) + " at the file's types)"
                       : "",
                   against(fit.inOnChip, fit.sizes.onChipBytes, "on-chip memory", ": it spills")));
  if (fit.cacheBytes > 0)
    line(stream, options, "  of these", bytes(static_cast<double>(fit.cacheBytes)),
         "keys and values of earlier tokens");
  if (fit.parameterBytes) {
    double sum = static_cast<double>(*fit.parameterBytes) + static_cast<double>(fit.arena.bytes);
    line(stream, options, "Together", bytes(sum),
         fit.inAll ? verdictWord(*fit.inAll).str() + " into " + bytes(*fit.sizes.allBytes)
                   : "--memory=SIZE asks whether that fits; the runtime's own memory is not in it");
  }
  if (std::optional<MemoryVerdict> verdict = fit.verdict())
    line(stream, options, "Verdict", memoryVerdictWord(*verdict).str(), reasonOf(fit));
  if (all.unknown > 0)
    line(stream, options, "Unknown", std::to_string(all.unknown),
         "buffers whose size is not known are left out");
  if (all.hasBodies)
    line(stream, options, "Bodies", "–",
         fit.report.board ? "what If and Loop need inside counts as the most that is alive at once"
                          : "what If and Loop need inside is left out");
  writeLiveTensors(fit, options, stream);
}

void writeMemoryText(llvm::ArrayRef<MemoryFit> all, WriteOptions const &options, llvm::raw_ostream &stream) {
  for (MemoryFit const &fit : all) {
    if (&fit != all.begin())
      stream << '\n';
    writeOne(fit, options, stream);
  }
}

static void writeFit(JsonWriter &json, MemoryFit const &fit) {
  json.object([&] {
    json.attribute("schema", "energy-opt/memory/1");
    writeCase(json, fit.report);
    json.attribute("bits", fit.bits);
    json.attribute("parameter_bytes", fit.parameterBytes);
    json.attribute("arena_bytes", fit.arena.bytes);
    json.attribute("peak_bytes", fit.lifetimes.peakBytes());
    json.attribute("file_peak_bytes", fit.filePeakBytes);
    json.attribute("cache_bytes", fit.cacheBytes);
    json.attribute("unknown_buffers", fit.lifetimes.unknown);
    json.attribute("bodies_left_out", fit.lifetimes.hasBodies);
    auto word = [](std::optional<MemoryVerdict> one) {
      return one ? std::optional(memoryVerdictWord(*one).str()) : std::nullopt;
    };
    auto verdict = [&](char const *key, std::optional<MemoryVerdict> one, std::optional<double> size) {
      json.attributeObject(key, [&] {
        json.attribute("bytes", size);
        json.attribute("verdict", word(one));
      });
    };
    verdict("weight_memory", fit.inParameters, fit.sizes.parameterBytes);
    verdict("on_chip", fit.inOnChip, fit.sizes.onChipBytes);
    verdict("memory", fit.inAll ? std::optional(verdictOf(*fit.inAll)) : std::nullopt, fit.sizes.allBytes);
    json.attribute("streamed_bytes", fit.streamedBytes());
    json.attribute("verdict", word(fit.verdict()));
    json.attributeArray("tensors", [&] {
      for (size_t i = 0; i < fit.lifetimes.tensors.size(); ++i) {
        LiveTensor const &tensor = fit.lifetimes.tensors[i];
        json.object([&] {
          json.attribute("name", tensor.name);
          json.attribute("bytes", tensor.bytes);
          json.attribute("offset", fit.arena.offsets[i]);
          json.attribute("first_step", tensor.first);
          json.attribute("last_step", tensor.last);
        });
      }
    });
  });
}

void writeMemoryJson(llvm::ArrayRef<MemoryFit> all, llvm::raw_ostream &stream) {
  JsonWriter json(stream, 2);
  if (all.size() == 1)
    writeFit(json, all[0]);
  else
    json.array([&] {
      for (MemoryFit const &fit : all)
        writeFit(json, fit);
    });
  stream << '\n';
}

void writeMemoryCsv(llvm::ArrayRef<MemoryFit> all, llvm::raw_ostream &stream) {
  stream << "path,board,tensor,bytes,offset,first_step,last_step\n";
  for (MemoryFit const &fit : all)
    for (size_t i = 0; i < fit.lifetimes.tensors.size(); ++i) {
      LiveTensor const &tensor = fit.lifetimes.tensors[i];
      stream << csvRow({fit.report.model.path, fit.report.board ? fit.report.board->id : std::string(),
                        tensor.name, tensor.bytes, fit.arena.offsets[i], tensor.first, tensor.last});
    }
}

} // namespace eo
