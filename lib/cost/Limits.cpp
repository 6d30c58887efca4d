#include "lib/cost/Limits.h"

#include "lib/cost/Pace.h"
#include "lib/cost/Pricer.h"
#include "lib/cost/kinds/Roofline.h"
#include "llvm/ADT/ArrayRef.h"

#include <algorithm>
#include <numeric>

namespace eo {

llvm::StringRef timeCauseWords(TimeCause cause) {
  switch (cause) {
  case TimeCause::Arithmetic:
    return "arithmetic";
  case TimeCause::IdleLanes:
    return "multipliers without work";
  case TimeCause::Traffic:
    return "memory traffic";
  case TimeCause::Streaming:
    return "weights that do not fit on chip";
  case TimeCause::Spilling:
    return "activations that do not fit on chip";
  case TimeCause::Launch:
    return "launches";
  case TimeCause::OtherDevice:
    return "the processor beside the accelerator";
  }
  return "";
}

llvm::StringRef timeCauseKey(TimeCause cause) {
  switch (cause) {
  case TimeCause::Arithmetic:
    return "arithmetic";
  case TimeCause::IdleLanes:
    return "idle_lanes";
  case TimeCause::Traffic:
    return "traffic";
  case TimeCause::Streaming:
    return "streaming";
  case TimeCause::Spilling:
    return "spilling";
  case TimeCause::Launch:
    return "launch";
  case TimeCause::OtherDevice:
    return "other_device";
  }
  return "";
}

double TimeCauses::sum() const { return std::accumulate(seconds.begin(), seconds.end(), 0.0); }

TimeCause TimeCauses::largest() const {
  return static_cast<TimeCause>(std::max_element(seconds.begin(), seconds.end()) - seconds.begin());
}

static TimeCauses causesOf(RooflineCost const &cost) {
  TimeCauses causes;
  causes[TimeCause::Launch] = cost.launchS;
  causes[TimeCause::Arithmetic] = cost.computeS * cost.utilisation;
  causes[TimeCause::IdleLanes] = cost.computeS * (1 - cost.utilisation);
  double overlapped = cost.spilledS - cost.againS, memory = cost.trafficS + cost.streamedS + overlapped;
  double share = memory > 0 ? (cost.memoryS - cost.againS) / memory : 0;
  causes[TimeCause::Traffic] = share * cost.trafficS;
  causes[TimeCause::Streaming] = share * cost.streamedS;
  causes[TimeCause::Spilling] = share * overlapped + cost.againS;
  return causes;
}

namespace {
/// A device with the figures in force.
struct Device {
  explicit Device(ChosenBoard const &chosen)
      : board(chosen), pricer(chosen), figures(resolveFigures(chosen)), bits(bitWidth(chosen.precision())) {}

  std::optional<KernelLimits> limitsOf(Kernel const &kernel) const {
    std::optional<KernelWork> work = kernelWork(kernel.features, bits, board.model->engine);
    double bandwidth = work ? figures.get(BoardFigure::Bandwidth, work->family, 0) : 0;
    double peak = work ? figures.get(BoardFigure::Peak, work->family, 0) : 0;
    if (!work || (bandwidth <= 0 && peak <= 0))
      return std::nullopt;
    RooflineCost cost = rooflineCost(figures, *work, network);
    KernelLimits limits{causesOf(cost),   work->macs, work->bytes, work->weightBytes,
                        cost.utilisation, peak,       bandwidth};
    limits.family = work->family;
    limits.roofS = std::max(peak > 0 ? work->macs / peak : 0, cost.trafficS);
    // Where what it costs is bounded by others like it, all that takes time takes as much more or less.
    KnownSeconds time = pricer.price(kernel.features, network).latency;
    double priced = time && cost.timeS > 0 ? time->value / cost.timeS : 1;
    for (double *sum : {&limits.macs, &limits.bytes, &limits.weightBytes, &limits.roofS})
      *sum *= kernel.turns;
    for (double &seconds : limits.causes.seconds)
      seconds *= kernel.turns * priced;
    return limits;
  }

  ChosenBoard board;
  Pricer pricer;
  FigureSet figures;
  unsigned bits;
  NetworkWork network;
};
} // namespace

/// All kernels of the device at the pace of the network; the others are another device's.
static void applyPace(Device const &device, llvm::ArrayRef<Kernel> kernels,
                      std::vector<std::optional<KernelLimits>> &limits) {
  double seconds = 0;
  for (size_t i = 0; i < kernels.size(); ++i)
    if (kernels[i].delegated && limits[i])
      seconds += limits[i]->causes.sum();
  double faster = 1 / paceOf(device.figures, device.network, seconds).time;
  if (faster == 1)
    return;
  for (size_t i = 0; i < kernels.size(); ++i)
    if (kernels[i].delegated && limits[i]) {
      for (double &cause : limits[i]->causes.seconds)
        cause /= faster;
      limits[i]->roofS /= faster;
      limits[i]->peakMacsPerS *= faster;
      limits[i]->bandwidthBytesPerS *= faster;
    }
}

std::vector<std::optional<KernelLimits>> kernelLimits(ChosenBoard const &board,
                                                      llvm::ArrayRef<Kernel> kernels) {
  Device here(board);
  std::optional<Device> there;
  if (std::optional<ChosenBoard> beside = board.besideAccelerator())
    there.emplace(*beside);
  for (Kernel const &kernel : kernels)
    if (Device *device = kernel.delegated ? &here : there ? &*there : nullptr)
      device->network.add(kernel.features, device->bits, kernel.turns);
  std::vector<std::optional<KernelLimits>> all;
  for (Kernel const &kernel : kernels) {
    std::optional<KernelLimits> limits;
    if (kernel.delegated)
      limits = here.limitsOf(kernel);
    else if (there)
      limits = there->limitsOf(kernel);
    if (limits && !kernel.delegated) {
      double seconds = limits->causes.sum();
      limits->causes = TimeCauses();
      limits->causes[TimeCause::OtherDevice] = seconds;
    }
    all.push_back(limits);
  }
  applyPace(here, kernels, all);
  return all;
}

} // namespace eo
