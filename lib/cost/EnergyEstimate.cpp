#include "lib/cost/EnergyEstimate.h"

namespace eo {

void Cost::scaleEnergy(double factor) {
  for (KnownJoules *figure : {&energy, &low, &high, &base})
    if (*figure)
      *figure = **figure * factor;
}

void Cost::repeat(double turns) {
  scaleEnergy(turns);
  if (latency)
    latency = *latency * turns;
}

llvm::StringRef noIntervalText(NoInterval why) {
  switch (why) {
  case NoInterval::Given:
    return "";
  case NoInterval::SourceGivesNone:
    return "the source gives none";
  case NoInterval::NotOfNetworks:
    return "the board file gives none for networks";
  }
  return "";
}

} // namespace eo
