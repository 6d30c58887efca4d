//===- LatencyPower.h - time and power of kernels ------------------------------------------------===//
//
// Board kind latency-power. A kernel of family f takes and draws
//
//   form: roofline   compute = macs / (peak · u),   u = tiling · n / (n + fill) · p / (p + fill_positions)
//                              n output elements, p output positions
//                    memory  = bytes read / bandwidth + bytes written / write_bandwidth
//                              + max(0, bytes - onchip) / spill_bandwidth
//                              + weight bytes / stream_bandwidth, where those of the network exceed
//                                parameter_memory
//                    busy    = (compute⁴ + memory⁴)^¼,   t = launch + busy
//                    dynamic energy = dynamic · busy · (w + (1 - w) · memory_power),   w = (compute / busy)⁴
//   form: additive   t = kernel_time + mac_time · macs + parameter_time · params + activation_time ·
//   activations
//                    E = likewise with kernel_energy, mac_energy, parameter_energy, activation_energy
//
// tiling is the share of the multipliers that have work: channels over channels rounded up to whole tiles of
// in_tile and out_tile; with fewer output channels than one tile the device works on several positions at
// once. A network takes
//
//   device = overhead + Σ t;   host = host_overhead + kernels · host_launch, in parallel
//   T = (device⁴ + host⁴)^¼;   interval · T from result to result, latency · T from input to result
//   E = base · interval · T + Σ dynamic energy
//
// interval and latency are 1 but in settings that overlap inferences. Each figure is the product of the
// coefficients that apply to it: "peak" for all, "peak.pointwise" for a family, "peak@power_mode=5w" for a
// setting. docs/latency-power.md says how the figures are identified.
//
#ifndef ENERGY_OPT_LIB_BOARD_LATENCYPOWER_H
#define ENERGY_OPT_LIB_BOARD_LATENCYPOWER_H

#include "lib/board/BoardModel.h"
#include "lib/board/EnergyEstimate.h"
#include <array>

namespace eo {

/// Algorithms: kernels of one run alike, with their own peak, bandwidth and power. Libraries choose by the
/// size of a convolution's kernel (Rodrigues et al. 2017): fast algorithms for 3×3, matrix multiplication of
/// unrolled patches for large ones.
enum class KernelFamily : uint8_t {
  Winograd,     ///< 3×3 convolution, stride 1, no dilation: fast algorithms apply
  Pointwise,    ///< 1×1 convolution: a matrix product
  ImplicitGemm, ///< other convolutions up to 4×4, transposed and deformable ones
  Gemm,         ///< 5×5 and larger
  Direct,       ///< convolutions of up to 4 input channels: the first layer
  Depthwise,    ///< fewer than 8 input channels to a group
  Matrix,       ///< fully connected layers, matrix products, recurrent cells, attention
  Pooling,
  Elementwise, ///< one pass over the data: normalization, activation, arithmetic, softmax, reduction, …
  Movement,    ///< copies: concatenation, transposition, padding, resampling
};
inline constexpr size_t familyCount = 10;

/// "winograd", "pointwise", …: the words behind the dot of a coefficient's name.
llvm::StringRef kernelFamilyName(KernelFamily family);

/// nullopt for what runs no code of its own: views, shape arithmetic.
std::optional<KernelFamily> kernelFamily(CostFeatures const &features);

/// What a formula needs of a kernel, in elements but for `bytes`, which are at the precision executed.
struct KernelWork {
  KernelFamily family = KernelFamily::Elementwise;
  double macs = 0, params = 0, activations = 0, bytes = 0;
  double weightBytes = 0;                 ///< the part of `bytes` that is parameters
  double writtenBytes = 0;                ///< the part of `bytes` that is written
  double outputs = 0;                     ///< elements written
  double positions = 0;                   ///< the same, of one channel
  double inChannels = 0, outChannels = 0; ///< of a group; 0 where there are none

  bool operator==(KernelWork const &) const = default;
};

/// nullopt for what runs no code of its own and where a count is not known.
std::optional<KernelWork> kernelWork(CostFeatures const &features, unsigned bits);

/// The figures of the formulas, in the order of figureInfos().
enum class Figure : uint8_t {
  // of a network, both forms
  Overhead,
  HostOverhead,
  HostLaunch,
  Interval,
  Latency,
  // roofline
  Launch,
  Peak,
  Fill,
  FillPositions,
  InTile,
  OutTile,
  Bandwidth,
  WriteBandwidth,
  OnChip,
  SpillBandwidth,
  ParameterMemory,
  StreamBandwidth,
  Base,
  Dynamic,
  MemoryPower,
  // additive
  KernelTime,
  MacTime,
  ParameterTime,
  ActivationTime,
  KernelEnergy,
  MacEnergy,
  ParameterEnergy,
  ActivationEnergy,
};
inline constexpr size_t figureCount = 28;

struct FigureInfo {
  llvm::StringRef name, unit;
  llvm::ArrayRef<LatencyForm> forms;
  Figure figure;
  bool byFamily;  ///< may have a ".family" coefficient
  bool bySetting; ///< may have "@setting=value" factors
};
llvm::ArrayRef<FigureInfo> figureInfos();

/// The unit a latency-power coefficient of this name must have: the figure's, or "1" for a setting's factor;
/// nullopt where the name is none. Settings are not looked up.
std::optional<llvm::StringRef> latencyPowerUnit(llvm::StringRef coefficient, LatencyForm form);

/// "peak.pointwise", "peak@power_mode=5w".
std::string familyCoefficient(FigureInfo const &figure, KernelFamily family);
std::string settingCoefficient(FigureInfo const &figure, llvm::StringRef setting, llvm::StringRef value);

/// The figures in force; absent ones are nullopt.
struct FigureSet {
  LatencyForm form = LatencyForm::Roofline;
  std::array<std::array<std::optional<double>, familyCount>, figureCount> values;

  double get(Figure figure, KernelFamily family, double otherwise) const {
    return values[static_cast<size_t>(figure)][static_cast<size_t>(family)].value_or(otherwise);
  }
  /// Of a figure without families.
  double get(Figure figure, double otherwise) const { return get(figure, KernelFamily::Matrix, otherwise); }
};

/// What the board file holds for these settings.
FigureSet resolveFigures(BoardModel const &board, SettingValues const &settings);

struct KernelCost {
  double timeS = 0;
  double computeS = 0, memoryS = 0; ///< busy time by what limits it; the rest is launch
  double energyJ = 0;               ///< all of it
  double baseJ = 0;                 ///< the part drawn whatever runs
};

/// What a kernel's cost depends on beside the kernel.
struct NetworkWork {
  double kernels = 0;
  double weightBytes = 0; ///< of all kernels
};

/// Time and energy of one kernel by the formulas above; a figure that is absent adds nothing.
KernelCost latencyPowerCost(FigureSet const &figures, KernelWork const &work, NetworkWork const &network);

/// Times of one inference whose kernels take `kernelsS` together.
struct NetworkTimes {
  double intervalS = 0, latencyS = 0;
};
NetworkTimes networkTimes(FigureSet const &figures, NetworkWork const &network, double kernelsS);

} // namespace eo

#endif
