//===- MacLinear.cpp - energy linear in multiply-accumulates ----------------------------------------------===//
//
// Lahmer, Khoshsirat, Rossi, Zanella: "Energy Consumption of Neural Networks on NVIDIA Edge Boards: an
// Empirical Model" (2022), equations (7) and (8):
//
//   E_conv = KCLC · (a_c + b_c · ofm)   written here as   a_c · kclc + b_c · macs
//   E_fc   = a_f · CLF                  written here as   a_f · macs   (CLF is the macs of one input vector)
//
// The first form is the second for group 1; the second has a meaning for grouped convolutions too: a_c per
// element of the unrolled patch matrix, b_c per multiply-accumulate. docs/mac-linear.md says what counts as a
// convolution, what as a fully connected layer, and what is extrapolated.
//
#include "lib/cost/Kind.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

namespace eo {

/// What sets a convolution or fully connected layer apart from the ones the formulas were fitted on.
static std::vector<std::string> deviations(BoardModel const &board, CostFeatures const &features) {
  std::vector<std::string> found;
  if (features.group && *features.group != 1)
    found.push_back(fmt::format("group {}, fitted on group 1", *features.group));
  bool convolution = features.costClass != CostClass::FullyConnected;
  if (convolution && features.kernel.size() != 2)
    found.push_back(fmt::format("{}-D, fitted on 2-D", features.kernel.size()));
  if (convolution && llvm::any_of(features.dilation, [](int64_t d) { return d != 1; }))
    found.push_back("dilated, fitted without dilation");
  if (features.batch && *features.batch != 1)
    found.push_back(
        fmt::format("{} {}, fitted on one", *features.batch, convolution ? "inputs" : "input vectors"));
  if (isFloatingPoint(features.inputType) && features.inputType != board.precision)
    found.push_back(fmt::format("{} in the file, fitted on {}", dataTypeName(features.inputType),
                                precisionWord(board.precision).upper()));
  return found;
}

/// The sum of coefficient · count, or no estimate where one of them is missing.
static FormulaPrice linear(BoardModel const &board, llvm::ArrayRef<std::pair<llvm::StringRef, Count>> terms) {
  double sum = 0;
  for (auto const &[name, count] : terms) {
    Coefficient const *coefficient = board.coefficient(name);
    if (coefficient == nullptr || !coefficient->value)
      return FormulaPrice::none(coefficient == nullptr ? fmt::format("the board has no {}", name)
                                                       : coefficient->missing);
    if (!count)
      return FormulaPrice::none("its multiply-accumulates are not known");
    sum += *coefficient->value * static_cast<double>(*count);
  }
  FormulaPrice result;
  result.energy = Joules{sum};
  result.basis = Basis::Fit;
  return result;
}

/// A convolution or fully connected layer that is a 2-D (fully connected: any) FP32 operator of group 1 on a
/// single input is `fit`; grouped, 1-D, 3-D, dilated or batched ones and other floating-point types are
/// `extrapolated`; integer ones take the `fallback` of their float twin; everything else, and what lacks a
/// coefficient or a count, has none.
static FormulaPrice priceMacLinear(BoardModel const &board, CostFeatures const &features) {
  FormulaPrice result;
  switch (features.costClass) {
  case CostClass::Convolution:
  case CostClass::GroupedConvolution:
  case CostClass::DepthwiseConvolution:
    result = linear(board, {{"a_c", features.kclc}, {"b_c", features.macs}});
    break;
  case CostClass::FullyConnected:
    result = linear(board, {{"a_f", features.macs}});
    break;
  case CostClass::ControlFlow:
    return FormulaPrice::none("the bodies of control flow are not priced");
  case CostClass::TransposedConvolution:
  case CostClass::DeformableConvolution:
  case CostClass::MatrixProduct:
  case CostClass::Recurrent:
  case CostClass::Attention:
  case CostClass::Pooling:
  case CostClass::GlobalPooling:
  case CostClass::Normalization:
  case CostClass::Activation:
  case CostClass::Elementwise:
  case CostClass::Reduction:
  case CostClass::Softmax:
  case CostClass::Resampling:
  case CostClass::DataMovement:
  case CostClass::View:
  case CostClass::ShapeArithmetic:
  case CostClass::Quantization:
  case CostClass::Other:
    return FormulaPrice::none("only convolutions and fully connected layers are in the board's model");
  }
  if (!result.energy)
    return result;
  std::vector<std::string> found = deviations(board, features);
  if (!found.empty())
    result.basis = Basis::Extrapolated;
  if (isInteger(features.inputType)) {
    result.basis = Basis::Fallback;
    found.insert(found.begin(),
                 fmt::format("{} in the file, its {} twin stands in", dataTypeName(features.inputType),
                             precisionWord(board.precision).upper()));
  }
  if (!found.empty())
    result.reason = llvm::join(found, "; ");
  return result;
}

namespace {
class MacLinearFormula : public Formula {
public:
  explicit MacLinearFormula(BoardModel const &boardModel) : board(boardModel) {}

  FormulaPrice price(CostFeatures const &kernel, NetworkWork const &) const override {
    return priceMacLinear(board, kernel);
  }
  Inference inference(NetworkWork const &, double) const override { return {}; }

private:
  BoardModel const &board;
};
} // namespace

namespace kinds {
extern CostKind const MacLinear;
CostKind const MacLinear = {
    false, false,
    [](BoardModel const &board, SettingValues const &, unsigned) -> std::unique_ptr<Formula> {
      return std::make_unique<MacLinearFormula>(board);
    },
    [] {
      return std::vector<std::string>{
          "convolution: E = a_c · kclc + b_c · macs,  kclc = batch · output positions · input channels "
          "· kernel",
          "fully connected: E = a_f · macs, the activation behind it included",
          "other operators: no estimate"};
    }};
} // namespace kinds

} // namespace eo
