#include "lib/board/MacLinear.h"

#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

namespace eo {

llvm::ArrayRef<llvm::StringRef> macLinearCoefficients() {
  static constexpr llvm::StringRef names[] = {"a_c", "b_c", "a_f"};
  return names;
}

KernelRules macLinearKernels() {
  FusionRule bias, activation;
  bias.into.classes = activation.into.classes = {CostClass::FullyConnected};
  bias.nodes.ops = {OpKind::Add};
  activation.nodes.classes = {CostClass::Activation};
  bias.unless.ops = {OpKind::Add};
  bias.unless.classes = activation.unless.classes = {CostClass::Activation};
  KernelRules rules;
  rules.fuse = {std::move(bias), std::move(activation)};
  return rules;
}

static NodeEstimate noEstimate(std::string reason) {
  NodeEstimate result;
  result.reason = std::move(reason);
  return result;
}

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
    found.push_back(fmt::format("{} in the file, fitted on {}", dataTypeName(features.inputType).str(),
                                precisionWord(board.precision).upper()));
  return found;
}

/// The sum of coefficient · count, or no estimate where one of them is missing.
static NodeEstimate linear(BoardModel const &board, llvm::ArrayRef<std::pair<llvm::StringRef, Count>> terms) {
  double sum = 0;
  for (auto const &[name, count] : terms) {
    Coefficient const *coefficient = board.coefficient(name);
    if (coefficient == nullptr || !coefficient->value)
      return noEstimate(coefficient == nullptr ? fmt::format("the board has no {}", name.str())
                                               : coefficient->missing);
    if (!count)
      return noEstimate("its multiply-accumulates are not known");
    sum += *coefficient->value * static_cast<double>(*count);
  }
  NodeEstimate result;
  result.energy = Joules{sum};
  result.basis = Basis::Fit;
  return result;
}

NodeEstimate priceMacLinear(BoardModel const &board, CostFeatures const &features) {
  NodeEstimate result;
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
    return noEstimate("the bodies of control flow are not priced");
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
    return noEstimate("only convolutions and fully connected layers are in the board's model");
  }
  if (!result.energy)
    return result;
  std::vector<std::string> found = deviations(board, features);
  if (!found.empty())
    result.basis = Basis::Extrapolated;
  if (isInteger(features.inputType)) {
    result.basis = Basis::Fallback;
    found.insert(found.begin(),
                 fmt::format("{} in the file, its {} twin stands in", dataTypeName(features.inputType).str(),
                             precisionWord(board.precision).upper()));
  }
  result.reason = llvm::join(found, "; ");
  return result;
}

} // namespace eo
