//===- LatencyPower.h - time and power of kernels ---------------------------------------------------===//
//
// Board kind latency-power. A kernel k of family f takes and draws
//
//   form: roofline   t = launch + max(macs / peak, bytes / bandwidth + max(0, bytes - onchip) /
//   spill_bandwidth)
//                    E = base · t + dynamic · (t - launch)
//   form: additive   t = kernel_time + mac_time · macs + parameter_time · params + activation_time ·
//   activations
//                    E = likewise with kernel_energy, mac_energy, parameter_energy, activation_energy
//
// and an inference the sum over its kernels plus `overhead` seconds at base power. Each figure is the product
// of the coefficients that apply to it: "peak" for all, "peak.pointwise" for a family, "peak@power_mode=5w"
// for a setting. Power is energy over time. docs/latency-power.md says how the figures are identified.
//
#ifndef ENERGY_OPT_LIB_BOARD_LATENCYPOWER_H
#define ENERGY_OPT_LIB_BOARD_LATENCYPOWER_H

#include "lib/board/BoardModel.h"
#include "lib/board/EnergyEstimate.h"
#include <array>

namespace eo {

/// Kernels that run alike: the grain at which a board has its own peak, bandwidth and power.
enum class KernelFamily : uint8_t {
  Winograd,    ///< 3×3 convolution, group 1, stride 1, no dilation: fast algorithms apply
  Pointwise,   ///< 1×1 convolution, group 1
  Convolution, ///< every other convolution of group 1, transposed and deformable ones
  Depthwise,   ///< grouped and depthwise convolution
  Matrix,      ///< fully connected layers, matrix products, recurrent cells, attention
  Pooling,
  Elementwise, ///< one pass over the data: normalization, activation, arithmetic, softmax, reduction, …
  Movement,    ///< copies: concatenation, transposition, padding, resampling
};
inline constexpr size_t familyCount = 8;

/// "winograd", "pointwise", …: the words behind the dot of a coefficient's name.
llvm::StringRef kernelFamilyName(KernelFamily family);

/// nullopt for what runs no code of its own: views, shape arithmetic.
std::optional<KernelFamily> kernelFamily(CostFeatures const &features);

/// What a formula needs of a kernel, in elements but for `bytes`, which are at the precision executed.
struct KernelWork {
  KernelFamily family = KernelFamily::Elementwise;
  double macs = 0, params = 0, activations = 0, bytes = 0;

  bool operator==(KernelWork const &) const = default;
};

/// nullopt for what runs no code of its own and where a count is not known.
std::optional<KernelWork> kernelWork(CostFeatures const &features, unsigned bits);

/// The figures of the formulas, both forms.
enum class Figure : uint8_t {
  Overhead,
  Launch,
  Peak,
  Bandwidth,
  OnChip,
  SpillBandwidth,
  Base,
  Dynamic, // roofline; overhead both
  KernelTime,
  MacTime,
  ParameterTime,
  ActivationTime, // additive
  KernelEnergy,
  MacEnergy,
  ParameterEnergy,
  ActivationEnergy,
};
inline constexpr size_t figureCount = 16;

struct FigureInfo {
  Figure figure;
  llvm::StringRef name, unit;
  bool byFamily;  ///< may have a ".family" coefficient
  bool bySetting; ///< may have "@setting=value" factors
  llvm::ArrayRef<LatencyForm> forms;
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
};

/// What the board file holds for these settings.
FigureSet resolveFigures(BoardModel const &board, SettingValues const &settings);

struct KernelCost {
  double timeS = 0, energyJ = 0, baseJ = 0; ///< baseJ: the share drawn whatever runs
};

/// Time and energy of one kernel by the formulas above; a figure that is absent adds nothing.
KernelCost latencyPowerCost(FigureSet const &figures, KernelWork const &work);

} // namespace eo

#endif
