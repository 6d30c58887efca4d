#include "lib/cost/kinds/Roofline.h"

#include "lib/cost/Kind.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

namespace eo {

/// A size over that size rounded up to whole tiles; 1 without tiles.
static double tiledShare(double size, double tile) {
  return tile > 1 && size > 0 ? size / (std::ceil(size / tile) * tile) : 1;
}

/// Share of the results worked out that are wanted: the device makes whole tiles of them.
static double wantedShare(FigureSet const &figures, KernelWork const &work) {
  auto tile = [&](BoardFigure figure) {
    return std::round(figures.get(figure, work.family, 0)); // whole after logarithms
  };
  double outTile = tile(BoardFigure::OutTile);
  return (work.outChannels > outTile ? tiledShare(work.outChannels, outTile) : 1) *
         tiledShare(work.positions, tile(BoardFigure::PositionTile)) *
         tiledShare(work.outHeight, tile(BoardFigure::HeightTile)) *
         tiledShare(work.outWidth, tile(BoardFigure::WidthTile));
}

/// n / (n + half): how far n units of work keep the device busy.
static double filled(double n, double half) { return n > 0 && half > 0 ? n / (n + half) : 1; }

/// Share of the multipliers that have work. Matrix products spread over them along the sum as well.
static double utilisation(FigureSet const &figures, KernelWork const &work) {
  auto get = [&](BoardFigure figure) { return figures.get(figure, work.family, 0); };
  if (work.utilisation > 0)
    return work.utilisation * filled(work.positions, get(BoardFigure::FillPositions));
  if (work.family == KernelFamily::Matrix)
    return 1;
  double wanted = wantedShare(figures, work);
  return wanted * filled(work.outputs / wanted, get(BoardFigure::Fill)) *
         filled(work.positions, get(BoardFigure::FillPositions)) *
         tiledShare(work.inChannels, std::round(get(BoardFigure::InTile)));
}

RooflineCost rooflineCost(FigureSet const &figures, KernelWork const &work, NetworkWork const &network) {
  auto get = [&](BoardFigure figure) { return figures.get(figure, work.family, 0); };
  auto over = [](double amount, double rate) { return rate > 0 ? amount / rate : 0; };
  double memorySize = get(BoardFigure::ParameterMemory);
  double beyond = network.weightBytes > memorySize ? 1 - memorySize / network.weightBytes : 0;
  double streamed = work.weightBytes * beyond;
  double compute = over(work.passes * work.macs, get(BoardFigure::Peak) * utilisation(figures, work)) +
                   get(BoardFigure::Tap) * work.taps;
  double writing = figures.get(BoardFigure::WriteBandwidth, get(BoardFigure::Bandwidth));
  double spilled = work.spilledBytes ? 0 : std::max(0.0, work.bytes - get(BoardFigure::OnChip));
  double traffic = over(work.bytes - work.writtenBytes + work.rereadBytes, get(BoardFigure::Bandwidth)) +
                   over(work.writtenBytes, writing);
  double memory = work.passes * traffic + over(spilled, get(BoardFigure::SpillBandwidth)) +
                  over(streamed, get(BoardFigure::StreamBandwidth));
  double again =
      over(work.spilledBytes.value_or(0), get(BoardFigure::SpillBandwidth)); // beside an engine's work
  double softmax = over(work.softmaxBytes, figures.get(BoardFigure::Bandwidth, KernelFamily::Elementwise, 0));
  double copied = over(work.copiedBytes, figures.get(BoardFigure::Bandwidth, KernelFamily::Movement, 0));
  double beside = softmax + copied;
  double busy = roundedMax(compute, memory);
  double share = busy > 0 ? compute / busy : 0;
  RooflineCost cost;
  cost.launchS = get(BoardFigure::Launch) + get(BoardFigure::Step) * work.steps +
                 figures.get(BoardFigure::Launch, KernelFamily::Movement, 0) * work.companions;
  cost.arithmeticS = compute;
  cost.utilisation = utilisation(figures, work);
  cost.streamedS = over(streamed, get(BoardFigure::StreamBandwidth));
  cost.spilledS = over(spilled, get(BoardFigure::SpillBandwidth)) + again;
  cost.againS = again;
  cost.movingS = memory;
  cost.apartS = again + beside;
  cost.trafficS = memory - cost.streamedS - (cost.spilledS - again) + beside;
  cost.timeS = cost.launchS + busy + again + beside;
  cost.computeS = busy * share * share * share * share;
  cost.memoryS = busy + again + beside - cost.computeS;
  cost.baseJ = get(BoardFigure::Base) * cost.timeS * figures.get(BoardFigure::Interval, 1);
  cost.energyJ = cost.baseJ +
                 get(BoardFigure::Dynamic) * secondsOfDynamic(cost, figures.get(BoardFigure::MemoryPower, 1));
  return cost;
}

double secondsOfDynamic(RooflineCost const &cost, double memoryPower) {
  return roundedMax(cost.arithmeticS, memoryPower * cost.movingS) + memoryPower * cost.apartS;
}

namespace {
class RooflineFormula : public Formula {
public:
  RooflineFormula(BoardModel const &boardModel, SettingValues const &settings, unsigned executedBits)
      : board(boardModel), figures(resolveFigures(boardModel, settings)), bits(executedBits) {}

  FormulaPrice price(CostFeatures const &kernel, NetworkWork const &network) const override {
    std::optional<KernelWork> work = kernelWork(kernel, bits, board.engine);
    if (!work)
      return FormulaPrice::none("its counts are not known");
    RooflineCost cost = rooflineCost(figures, *work, network);
    FormulaPrice price = FormulaPrice::fit(board, cost.timeS, cost.energyJ);
    if (price.energy)
      price.base = Joules{cost.baseJ};
    return price;
  }

  bool dependsOnNetwork() const override { // by the weights that have to be streamed
    auto const &streams = figures.values[static_cast<size_t>(BoardFigure::StreamBandwidth)];
    return llvm::any_of(streams, [](std::optional<double> const &rate) { return rate.value_or(0) > 0; });
  }

  Pace pace(NetworkWork const &network, double kernelsS) const override {
    return paceOf(figures, network, kernelsS);
  }

  Inference inference(NetworkWork const &network, double kernelsS) const override {
    NetworkTimes times = networkTimes(figures, network, kernelsS);
    double idle = times.intervalS - figures.get(BoardFigure::Interval, 1) * kernelsS;
    return {times, figures.get(BoardFigure::Base, 0) * idle};
  }

private:
  BoardModel const &board;
  FigureSet figures;
  unsigned bits;
};
} // namespace

namespace kinds {
extern CostKind const Roofline;
CostKind const Roofline = {
    true, true,
    [](BoardModel const &board, SettingValues const &settings, unsigned bits) -> std::unique_ptr<Formula> {
      return std::make_unique<RooflineFormula>(board, settings, bits);
    },
    [] {
      return std::vector<std::string>{
          ("compute = passes · macs / (peak · u) + tap · taps of 8-bit convolutions,  u = share of full "
           "tiles (in_tile, out_tile, "
           "position_tile, height_tile, width_tile) · outputs / (outputs + fill) · positions / "
           "(positions + fill_positions), outputs in whole tiles"),
          ("memory = passes · (bytes read / bandwidth + bytes written / write_bandwidth) + bytes "
           "beyond "
           "onchip / spill_bandwidth + weights beyond parameter_memory / stream_bandwidth"),
          ("kernel: busy = (compute⁴ + memory⁴)^¼ + the softmax of an attention, t = launch + companions + "
           "step · steps + busy, dynamic energy = dynamic · ((compute⁴ + (memory_power · memory)⁴)^¼ + "
           "memory_power · the rest of busy)"),
          paceWords,
          inferenceWords,
          "energy: E = base · interval · T + dynamic energy"};
    }};
} // namespace kinds

} // namespace eo
