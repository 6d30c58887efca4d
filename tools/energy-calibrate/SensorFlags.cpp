#include "tools/energy-calibrate/SensorFlags.h"

#include "lib/support/Error.h"

namespace eo {

llvm::Expected<SensorOptions> SensorFlags::options() const {
  SensorOptions options;
  options.sysfs = sysfs;
  options.rails.assign(rails.begin(), rails.end());
  if (rateHz.empty())
    return options;
  double rate = 0;
  if (llvm::StringRef(rateHz).getAsDouble(rate) || !(rate >= 0.01 && rate <= 1e5))
    return usageError("--rate-hz={}: a number of readings a second, 0.01 to 100000", rateHz.getValue());
  options.rateHz = rate;
  return options;
}

} // namespace eo
