#include "lib/decide/MemoryFit.h"

#include "lib/cost/FigureSet.h"
#include "lib/decide/CaseText.h"
#include "lib/report/CsvCell.h"
#include "lib/report/ReportText.h"
#include "lib/report/TextTable.h"
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

static MissionVerdict fits(double bytes, double size) {
  return bytes <= size ? MissionVerdict::Fits : MissionVerdict::DoesNotFit;
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
  auto judge = [&](double bytes, std::optional<double> size) -> std::optional<MissionVerdict> {
    if (!size)
      return std::nullopt;
    MissionVerdict verdict = fits(bytes, *size);
    return verdict == MissionVerdict::Fits && !all ? MissionVerdict::Unknown : verdict;
  };
  fit.inOnChip = judge(arena, sizes.onChipBytes);
  if (fit.parameterBytes) {
    auto parameters = static_cast<double>(*fit.parameterBytes);
    if (sizes.parameterBytes)
      fit.inParameters = fits(parameters, *sizes.parameterBytes);
    fit.inAll = judge(arena + parameters, sizes.allBytes);
  }
  return fit;
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
    sizes.onChipBytes = known(BoardFigure::OnChip);
    sizes.parameterBytes = known(BoardFigure::ParameterMemory);
  }
  llvm::Expected<Lifetimes> lifetimes =
      lifetimesOf(network.graph, network.annotations.get<InferredTypes>().types,
                  network.annotations.get<NodeRoles>(), bits);
  if (!lifetimes)
    return lifetimes.takeError();
  return fitMemory(std::move(report), std::move(*lifetimes), sizes, std::min(bits, 32U), align);
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

static std::string verdictText(std::optional<MissionVerdict> verdict, char const *otherwise) {
  if (!verdict)
    return "";
  return *verdict == MissionVerdict::DoesNotFit ? otherwise : verdictWord(*verdict).str();
}

static std::string bytes(double value) { return formatBytes(value); }

static void line(llvm::raw_ostream &stream, WriteOptions const &options, char const *label,
                 std::string const &value, std::string const &more) {
  stream << ' ' << padded(label, 12, false) << padded(value, 12, false) << ' '
         << wrapped(more, options.width, 26) << '\n';
}

static std::string against(std::optional<MissionVerdict> verdict, std::optional<double> size,
                           char const *where, char const *otherwise) {
  if (!verdict || !size)
    return std::string(where) + ": not known of the board";
  return fmt::format("{}: {} ({})", where, verdictText(verdict, otherwise), bytes(*size));
}

static void writeOne(MemoryFit const &fit, WriteOptions const &options, llvm::raw_ostream &stream) {
  stream << (fit.report.board ? fit.report.board->describes : "no board: sizes of the file's types") << '\n'
         << printable(fit.report.model.path);
  if (std::string dims = dimsText(fit.report.model); !dims.empty())
    stream << " · " << dims;
  stream << "\n\n";
  Lifetimes const &all = fit.lifetimes;
  line(stream, options, "Parameters",
       fit.parameterBytes ? bytes(static_cast<double>(*fit.parameterBytes)) : "–",
       fmt::format("{} of {} bits · {}", countText(fit.report.totals.params), fit.bits,
                   against(fit.inParameters, fit.sizes.parameterBytes, "the accelerator's weight memory",
                           "DOES NOT FIT: the rest is read again each time")));
  line(
      stream, options, "Activations", bytes(static_cast<double>(fit.arena.bytes)),
      fmt::format("arena of {} buffers, {} the most alive at once · {}", all.tensors.size(),
                  bytes(static_cast<double>(all.peakBytes())),
                  against(fit.inOnChip, fit.sizes.onChipBytes, "on-chip memory", "DOES NOT FIT: it spills")));
  if (fit.cacheBytes > 0)
    line(stream, options, "  of these", bytes(static_cast<double>(fit.cacheBytes)),
         "keys and values of earlier tokens");
  if (fit.parameterBytes) {
    double sum = static_cast<double>(*fit.parameterBytes) + static_cast<double>(fit.arena.bytes);
    line(stream, options, "Together", bytes(sum),
         fit.inAll ? verdictText(fit.inAll, "DOES NOT FIT") + " into " + bytes(*fit.sizes.allBytes)
                   : "--memory=SIZE asks whether that fits; the runtime's own memory is not in it");
  }
  if (all.unknown > 0)
    line(stream, options, "Unknown", std::to_string(all.unknown),
         "buffers whose size is not known are left out");
  if (all.hasBodies)
    line(stream, options, "Bodies", "–", "what If and Loop need inside is left out");
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
    json.attribute("cache_bytes", fit.cacheBytes);
    json.attribute("unknown_buffers", fit.lifetimes.unknown);
    json.attribute("bodies_left_out", fit.lifetimes.hasBodies);
    auto verdict = [&](char const *key, std::optional<MissionVerdict> one, std::optional<double> size) {
      json.attributeObject(key, [&] {
        json.attribute("bytes", size);
        json.attribute("verdict", one ? std::optional(verdictWord(*one).str()) : std::nullopt);
      });
    };
    verdict("weight_memory", fit.inParameters, fit.sizes.parameterBytes);
    verdict("on_chip", fit.inOnChip, fit.sizes.onChipBytes);
    verdict("memory", fit.inAll, fit.sizes.allBytes);
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
