#include "lib/trace/formats/PowerSum.h"

#include <algorithm>
#include <cmath>

namespace eo {

static constexpr size_t stride = 64;

PowerSum::PowerSum(llvm::ArrayRef<float> values) : samples(values) {
  partial.reserve(samples.size() / stride + 2);
  double total = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    if (i % stride == 0)
      partial.push_back(total);
    total += static_cast<double>(samples[i]);
  }
}

double PowerSum::upTo(double position) const {
  position = std::clamp(position, 0.0, static_cast<double>(samples.size()));
  auto whole = static_cast<size_t>(position);
  if (samples.empty())
    return 0;
  size_t mark = std::min(whole / stride, partial.size() - 1);
  double total = partial[mark];
  for (size_t i = mark * stride; i < whole; ++i)
    total += static_cast<double>(samples[i]);
  if (whole < samples.size())
    total += (position - static_cast<double>(whole)) * static_cast<double>(samples[whole]);
  return total;
}

double PowerSum::sum(double begin, double end) const { return end > begin ? upTo(end) - upTo(begin) : 0; }

double PowerSum::mean(double begin, double end) const {
  begin = std::clamp(begin, 0.0, static_cast<double>(samples.size()));
  end = std::clamp(end, 0.0, static_cast<double>(samples.size()));
  return end - begin > 1e-9 ? sum(begin, end) / (end - begin) : at(begin);
}

double PowerSum::at(double position) const {
  if (samples.empty())
    return 0;
  double place = std::clamp(position - 0.5, 0.0, static_cast<double>(samples.size() - 1));
  auto left = static_cast<size_t>(place);
  size_t right = std::min(left + 1, samples.size() - 1);
  double share = place - static_cast<double>(left);
  return (1 - share) * static_cast<double>(samples[left]) + share * static_cast<double>(samples[right]);
}

std::vector<float> blockMeans(llvm::ArrayRef<float> samples, size_t block) {
  std::vector<float> means;
  means.reserve(samples.size() / block + 1);
  for (size_t begin = 0; begin < samples.size(); begin += block) {
    size_t end = std::min(begin + block, samples.size());
    double total = 0;
    for (size_t i = begin; i < end; ++i)
      total += static_cast<double>(samples[i]);
    means.push_back(static_cast<float>(total / static_cast<double>(end - begin)));
  }
  return means;
}

} // namespace eo
