//===- ShuntPower.h - watts from the voltage over a shunt -------------------------------------===//
#ifndef ENERGY_OPT_LIB_TRACE_FORMATS_SHUNTPOWER_H
#define ENERGY_OPT_LIB_TRACE_FORMATS_SHUNTPOWER_H

#include "lib/trace/formats/TraceReaders.h"

namespace eo {

/// P = (U_supply - U_shunt) · U_shunt / R (Wess et al. 2023, eq. 1), watts. Both options must be set.
inline double shuntPower(double shuntVolts, TraceReadOptions const &options) {
  return (*options.supplyV - shuntVolts) * shuntVolts / *options.shuntOhm;
}

/// A usage error that names what is missing of --shunt-ohm, --supply-v and --rate-hz.
llvm::Error requireShunt(TraceInput const &input);

} // namespace eo

#endif
