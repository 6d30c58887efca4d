//===- Additive.cpp ---------------------------------------------------------------------------------------===//
//
// A kernel takes and draws counts times constants:
//
//   t = kernel_time + mac_time · macs + parameter_time · params + activation_time · activations
//   E = likewise with kernel_energy, mac_energy, parameter_energy, activation_energy
//
// mac_time and mac_energy may have a value of their own for a family of kernels.
//
#include "lib/cost/Kind.h"

namespace eo {

namespace {
class AdditiveFormula : public Formula {
public:
  AdditiveFormula(BoardModel const &boardModel, SettingValues const &settings, unsigned executedBits)
      : board(boardModel), figures(resolveFigures(boardModel, settings)), bits(executedBits) {}

  FormulaPrice price(CostFeatures const &kernel, NetworkWork const &) const override {
    std::optional<KernelWork> work = kernelWork(kernel, bits);
    if (!work)
      return FormulaPrice::none("its counts are not known");
    auto get = [&](BoardFigure figure) { return figures.get(figure, work->family, 0); };
    using enum BoardFigure;
    double time = get(KernelTime) + get(MacTime) * work->macs + get(ParameterTime) * work->params +
                  get(ActivationTime) * work->activations;
    double energy = get(KernelEnergy) + get(MacEnergy) * work->macs + get(ParameterEnergy) * work->params +
                    get(ActivationEnergy) * work->activations;
    return FormulaPrice::fit(board, time, energy);
  }

  Inference inference(NetworkWork const &network, double kernelsS) const override {
    return {networkTimes(figures, network, kernelsS), 0};
  }

private:
  BoardModel const &board;
  FigureSet figures;
  unsigned bits;
};
} // namespace

namespace kinds {
extern CostKind const Additive;
CostKind const Additive = {
    true, true,
    [](BoardModel const &board, SettingValues const &settings, unsigned bits) -> std::unique_ptr<Formula> {
      return std::make_unique<AdditiveFormula>(board, settings, bits);
    },
    [] {
      return std::vector<std::string>{
          "time: t = kernel_time + mac_time · macs + parameter_time · params + activation_time · activations",
          inferenceWords,
          "energy: likewise with kernel_energy, mac_energy, parameter_energy, activation_energy"};
    }};
} // namespace kinds

} // namespace eo
