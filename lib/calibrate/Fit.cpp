#include "lib/calibrate/Fit.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace eo {

std::vector<FeatureRange> featureRanges(Dataset const &data, llvm::ArrayRef<size_t> rows) {
  std::map<std::pair<CostClass, size_t>, FeatureRange> found;
  std::set<Kernel const *> seen;
  for (size_t row : rows)
    for (Kernel const &launch : data.samples[row].kernels) {
      CostFeatures const &kernel = launch.features;
      if (!launch.delegated || !kernelFamily(kernel) || !seen.insert(&launch).second)
        continue;
      for (size_t i = 0; i < featureColumns().size(); ++i) {
        FeatureColumn const &column = featureColumns()[i];
        Count count = column.read(kernel);
        if (!count)
          continue;
        double value = static_cast<double>(*count);
        auto [entry, isNew] = found.try_emplace(
            {kernel.costClass, i}, FeatureRange{kernel.costClass, column.name.str(), value, value});
        entry->second.min = std::min(entry->second.min, value);
        entry->second.max = std::max(entry->second.max, value);
      }
    }
  auto ranges = llvm::make_second_range(found);
  return {ranges.begin(), ranges.end()};
}

FamilyExpectation const *FitSkeleton::expectationOf(BoardFigure figure, KernelFamily family,
                                                    SettingValues const &conditions) const {
  auto found = llvm::find_if(families, [&](FamilyExpectation const &one) {
    return one.figure == figure && one.family == family && one.conditions == conditions;
  });
  return found == families.end() ? nullptr : &*found;
}

void addParameter(Fit &fit, FittedParameter parameter) {
  Coefficient coefficient;
  coefficient.name = parameter.name;
  coefficient.unit = parameter.unit;
  coefficient.value = parameter.value;
  if (parameter.identified)
    coefficient.standardError = parameter.standardError;
  fit.board.coefficients.push_back(std::move(coefficient));
  if (!parameter.fixed)
    ++fit.freeParameters;
  fit.parameters.push_back(std::move(parameter));
}

std::string listValues(llvm::ArrayRef<std::string> values) {
  constexpr size_t shown = 8;
  if (values.size() == 1)
    return values[0];
  if (values.size() > shown)
    return llvm::join(values.take_front(shown), ", ") + fmt::format(", … ({} values)", values.size());
  return values.empty() ? "" : llvm::join(values.drop_back(), ", ") + " and " + values.back();
}

} // namespace eo
