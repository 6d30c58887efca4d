//===- ParameterBytes.h - what an accelerator has to hold ---------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_PARAMETERBYTES_H
#define ENERGY_OPT_LIB_LINT_PARAMETERBYTES_H

#include "lib/board/BoardModel.h"
#include "lib/cost/KernelGroups.h"
#include "lib/cost/KernelWork.h"
#include "lib/pass/Annotations.h"

namespace eo {

/// Bytes of the parameters of all kernels that the board delegates, at its precision.
inline double delegatedParameterBytes(Annotations const &annotations, ChosenBoard const &board) {
  NetworkWork work;
  for (Kernel const &kernel : annotations.get<KernelGroups>().kernels)
    if (kernel.delegated)
      work.add(kernel.features, bitWidth(board.precision()));
  return work.weightBytes;
}

} // namespace eo

#endif
