#include "lib/calibrate/Expectations.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
/// One expectation: `factor` times that magnitude of the table, or by itself, in the figure's unit, where there is none.
struct UsualFigure {
  BoardFigure figure;
  double factor;
  double Magnitudes::*of;
  double spread;
};
} // namespace

// Spreads: 1.5 is a factor of 4.5 either way, 1 of 2.7, 0.7 of 2, 0.3 of 1.35.
static constexpr UsualFigure usualFigures[] = {
    // Even in the smallest network most of the time is spent in kernels; a host that waits for them is waited for less.
    {BoardFigure::Overhead, 0.05, &Magnitudes::shortestRow, 1.5},
    {BoardFigure::HostOverhead, 0.1, &Magnitudes::shortestRow, 1.5},
    {BoardFigure::HostLaunch, 0.3, &Magnitudes::shortestKernel, 1.5},
    {BoardFigure::Launch, 0.1, &Magnitudes::quickKernel, 1.5},
    {BoardFigure::Step, 0.1, &Magnitudes::quickKernel, 1.5},
    {BoardFigure::Tap, 2.5e-9, nullptr, 1},
    // No network is all arithmetic, nor all traffic: the fastest is not yet at the roof.
    {BoardFigure::Peak, 1.5, &Magnitudes::mostMacs, 1},
    {BoardFigure::Bandwidth, 2, &Magnitudes::mostBytes, 1},
    {BoardFigure::WriteBandwidth, 2, &Magnitudes::mostBytes, 1},
    {BoardFigure::SpillBandwidth, 2, &Magnitudes::mostBytes, 1},
    {BoardFigure::StreamBandwidth, 2, &Magnitudes::mostBytes, 1},
    // Some hundred multipliers by a pipeline of ten; caches of a processor, memories of an accelerator.
    {BoardFigure::Fill, 3e3, nullptr, 1},
    {BoardFigure::FillPositions, 20, nullptr, 1},
    {BoardFigure::OnChip, 5e5, nullptr, 1},
    {BoardFigure::ParameterMemory, 4e6, nullptr, 1},
    // A board at rest draws half of what its least busy network does; memory draws less than arithmetic.
    {BoardFigure::Base, 0.5, &Magnitudes::leastPower, 0.7},
    {BoardFigure::Dynamic, 0.6, &Magnitudes::middlePower, 0.7},
    {BoardFigure::MemoryPower, 0.6, nullptr, 0.3},
    // Threads are moved to large cores where they are busy nine tenths of the time, which are two to four times as fast and as hungry.
    {BoardFigure::FastAt, 10, nullptr, 1},
    {BoardFigure::FastSlope, 5, nullptr, 0.5},
    {BoardFigure::FastSpeed, 3, nullptr, 0.5},
    {BoardFigure::FastPower, 3, nullptr, 0.5},
};

Expectation usualFigure(BoardFigure figure, Magnitudes const &table) {
  auto row = llvm::find_if(usualFigures, [&](UsualFigure const &usual) { return usual.figure == figure; });
  if (row == std::end(usualFigures))
    return {1, 0};
  return {row->factor * (row->of == nullptr ? 1 : table.*(row->of)), row->spread};
}

Expectation usualOfFamily(BoardFigure figure, KernelFamily family, bool freeFamilies) {
  if (family == KernelFamily::Recurrent &&
      figure == BoardFigure::Peak) // a vector at a time, its matrix in a cache or not
    return {1, 0.7};
  if (widerFamily(family)) // against the wider one
    return {1, figure != BoardFigure::Dynamic && freeFamilies ? 0.5 : 0.1};
  if (figure == BoardFigure::Dynamic)
    return {1, freeFamilies ? 0.3 : 0.1};
  if (figure != BoardFigure::Peak)
    return {1, freeFamilies ? 1.5 : 0.1};
  if (family == KernelFamily::Depthwise) // a multiplication for each element read
    return {0.25, 1};
  if (family == KernelFamily::Winograd) // 2.25 multiplications in one, less its transforms
    return {1.5, freeFamilies ? 1 : 0.3};
  if (family == KernelFamily::Direct) // three or four input channels fill no vector
    return {0.7, freeFamilies ? 1 : 0.3};
  return {1, freeFamilies ? 1 : 0.2};
}

/// Multiplications that fit where one of fp32 does.
static double multiplicationsFor(llvm::StringRef precision) {
  return precision == "int8" ? 4.0 : precision == "fp16" || precision == "bf16" ? 2.0 : 1.0;
}

/// What an inference takes or draws beside its arithmetic and traffic does not depend on the numbers it computes with.
static bool dependsOnPrecision(BoardFigure figure) {
  static constexpr BoardFigure others[] = {BoardFigure::Overhead,        BoardFigure::Launch,
                                           BoardFigure::HostOverhead,    BoardFigure::Step,
                                           BoardFigure::HostLaunch,      BoardFigure::SpillBandwidth,
                                           BoardFigure::StreamBandwidth, BoardFigure::Interval,
                                           BoardFigure::Latency,         BoardFigure::Base,
                                           BoardFigure::FastSlope};
  return !llvm::is_contained(others, figure);
}

Expectation usualOfSetting(BoardFigure figure, SettingDeclaration const &setting, llvm::StringRef value,
                           bool freeSettings) {
  if (figure == BoardFigure::MemoryPower) // a board says where networks bound by memory show it
    return {1, 0};
  bool beside = figure == BoardFigure::Overhead || figure == BoardFigure::Launch;
  if (figure == BoardFigure::Overhead && !freeSettings)
    return {1, 0};
  if (beside && freeSettings)
    return {1, 0.7};
  bool bound = figure == BoardFigure::Bandwidth && !freeSettings; // by the memory, whoever reads it
  if (setting.name != "precision")
    return {1, figure == BoardFigure::Launch || bound ? 0.3 : 0.5};
  if (!dependsOnPrecision(figure))
    return {1, 0};
  if (figure == BoardFigure::Peak)
    return {multiplicationsFor(value) / multiplicationsFor(setting.defaultValue), 0.5};
  return {1, bound ? 0.1 : 0.3};
}

double spreadOfFamilyAtSetting(BoardFigure figure) {
  if (figure == BoardFigure::Dynamic)
    return 0.2; // at 0.3 eight rows of the AGX Orin would draw more at 625 MHz than at 829
  return figure == BoardFigure::Peak || figure == BoardFigure::Bandwidth ? 0.5 : 0;
}

} // namespace eo
