//===- Radio.h - what sending a bit takes -----------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_RADIO_H
#define ENERGY_OPT_LIB_DECIDE_RADIO_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace eo {

/// How results leave the device.
struct RadioLink {
  double joulesPerBit = 0, bitsPerSecond = 0; ///< the latter 0: time is not known
  std::string name{}, source{};               ///< of a radio from Radios.def; else empty
};

/// Of "100nJ/bit,20Mbit/s", of "100 nJ/bit" and of a radio of Radios.def at a rate, "lte,5Mbit/s"; a usage error for
/// anything else.
llvm::Expected<RadioLink> parseRadio(llvm::StringRef text);

/// The radios of Radios.def, for help: a line each, "  --radio=lte,RATE     438.4 nJ/bit + 1.29 W / rate   SOURCE".
std::string knownRadios();

} // namespace eo

#endif // ENERGY_OPT_LIB_DECIDE_RADIO_H
