// nvidia-smi -q -d POWER -l 1: blocks that begin with "==NVSMI LOG==" and a time stamp, below it each GPU with its sections. Drivers name
// the draw "Power Draw", "Average Power Draw" or "Instantaneous Power Draw"; limits and the summary of "Power Samples" stand beside
// it. Of a module with CPU and GPU ("Module Power Readings") the GPU's section is read.
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "lib/text/Csv.h"
#include "lib/text/HeaderUnits.h"
#include "lib/trace/formats/StampReader.h"
#include "lib/trace/formats/TraceBuilder.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

namespace eo {

static constexpr size_t mostGpus = 256;

bool recognisesNvidiaSmiLog(llvm::StringRef head) { return head.take_front(4096).contains("NVSMI LOG=="); }

namespace {

/// One block: what each GPU draws.
struct Block {
  std::optional<double> seconds;
  std::vector<double> watts; ///< NaN: not said
  size_t line = 0;
};

class Blocks {
public:
  explicit Blocks(TraceInput const &source) : input(source), builder(source, "nvidia-smi") {
    builder.setCalendar();
  }
  llvm::Error take(llvm::StringRef line, size_t number);
  llvm::Expected<PowerTrace> finish();

private:
  llvm::Error endBlock();
  llvm::Error choose();
  void takeDraw(llvm::StringRef key, llvm::StringRef value);

  TraceInput const &input;
  TraceBuilder builder;
  StampReader stamps;
  std::vector<std::string> gpus; ///< "00000000:01:00.0", of all blocks so far
  std::vector<size_t> chosen;
  std::optional<Block> block;
  size_t gpu = 0;
  int rank = 0;        ///< of the draw that is taken for this GPU: 0 none, 1 mean, 2 unnamed, 3 instantaneous
  bool powers = false; ///< inside the section of the GPU's powers
};

} // namespace

/// What is added up: what --device names, else the only GPU.
llvm::Error Blocks::choose() {
  std::string all = llvm::join(gpus, ", ");
  for (std::string const &wanted : input.options.devices) {
    size_t index = gpus.size();
    for (size_t i = 0; i < gpus.size(); ++i)
      if (llvm::StringRef(gpus[i]).endswith_insensitive(wanted) || wanted == std::to_string(i))
        index = i;
    if (index == gpus.size())
      return usageError("{}: no GPU '{}'{}; there are {}", input.file, printable(wanted, 40),
                        didYouMean(wanted, gpus), all);
    if (!llvm::is_contained(chosen, index))
      chosen.push_back(index);
  }
  if (!chosen.empty())
    return llvm::Error::success();
  if (gpus.size() > 1)
    return usageError(
        "{}: {} GPUs draw power here: {}; choose with --device={}; several are added: --device={},{}",
        input.file, gpus.size(), all, gpus[0], gpus[0], gpus[1]);
  chosen.push_back(0);
  return llvm::Error::success();
}

llvm::Error Blocks::endBlock() {
  if (!block)
    return llvm::Error::success();
  if (gpus.empty())
    return inputError("{}: line {}, column 1: no GPU in this block of nvidia-smi; query it with -d POWER",
                      input.file, block->line);
  if (chosen.empty())
    if (llvm::Error error = choose())
      return error;
  double watts = 0;
  for (size_t index : chosen)
    watts += index < block->watts.size() ? block->watts[index] : NAN;
  if (!block->seconds) {
    builder.push(watts);
    return llvm::Error::success();
  }
  return builder.push(*block->seconds, watts, block->line, 1);
}

/// Takes the draw of a GPU; the present value is better than the mean of the last second.
void Blocks::takeDraw(llvm::StringRef key, llvm::StringRef value) {
  if (!powers || !key.endswith("Power Draw") || gpu >= block->watts.size()) // before any GPU of this block
    return;
  int here = key.startswith("Instantaneous") ? 3 : key.startswith("Average") ? 1 : 2;
  std::optional<QuantityCell> quantity = quantityOf(value);
  if (here < rank || !quantity || quantity->kind != ColumnKind::Power)
    return;
  rank = here;
  block->watts[gpu] = quantity->value;
}

llvm::Error Blocks::take(llvm::StringRef line, size_t number) {
  if (line.contains("NVSMI LOG==")) {
    if (llvm::Error error = endBlock())
      return error;
    block = Block{{}, {}, number};
    powers = false;
    return llvm::Error::success();
  }
  if (!block)
    return llvm::Error::success();
  llvm::StringRef text = line.trim();
  if (line.startswith("GPU ")) {
    std::string name = text.drop_front(4).trim().str();
    gpu = static_cast<size_t>(llvm::find(gpus, name) - gpus.begin());
    if (gpu == gpus.size() && gpus.size() == mostGpus)
      return inputError("{}: line {}, column 1: more than {} GPUs", input.file, number, mostGpus);
    if (gpu == gpus.size())
      gpus.push_back(std::move(name));
    block->watts.resize(gpus.size(), NAN);
    rank = 0;
    powers = false;
    return llvm::Error::success();
  }
  auto [key, value] = text.split(" : ");
  if (key.size() == text.size()) {
    powers = text.endswith("Power Readings") && !text.startswith("Module");
    return llvm::Error::success();
  }
  if (key.trim() == "Timestamp")
    block->seconds = stamps.seconds(value);
  takeDraw(key.trim(), value.trim());
  return llvm::Error::success();
}

llvm::Expected<PowerTrace> Blocks::finish() {
  if (llvm::Error error = endBlock())
    return error;
  return builder.finish();
}

llvm::Expected<PowerTrace> readNvidiaSmiLog(TraceInput const &input) {
  Blocks blocks(input);
  llvm::StringRef rest = withoutBom(input.text);
  for (size_t number = 1; !rest.empty(); ++number) {
    llvm::StringRef line;
    std::tie(line, rest) = rest.split('\n');
    if (llvm::Error error = blocks.take(line.rtrim("\r"), number))
      return error;
  }
  return blocks.finish();
}

} // namespace eo
