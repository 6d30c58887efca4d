//===- WhatIf.h - what a change to the network would save ------------------------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_WHATIF_H
#define ENERGY_OPT_LIB_LINT_WHATIF_H

#include "lib/lint/CostlyKernels.h"

namespace eo {

/// A saving, or why it is not known.
struct WhatIf {
  std::optional<Saving> saving;
  std::string unknown;      ///< empty exactly when there is a saving
  bool sameOutputs = false; ///< the changed network's outputs have the types they had
};

/// The network as analysed less `edited`, both estimated whole on the same board and bindings, so that what
/// the change does to kernels, to streamed parameters and to the layers behind it is in the figure. Not known
/// where the edited network cannot run, cannot be analysed or has more without an estimate than before, and
/// where the saving hangs on layers of a class the board was not calibrated with. Where more of its energy
/// than before is outside the calibrated range, `change` says so.
WhatIf whatIf(LintedNetwork const &network, Graph const &edited, std::string change);

/// The same network on another board, or the board at another setting.
WhatIf whatIf(LintedNetwork const &network, ChosenBoard const &board, std::string change);

/// There is no such change, for this reason.
WhatIf noSaving(std::string why);

/// Puts the what-if into the finding.
void setSaving(Finding &finding, WhatIf whatIf);

/// The larger saving of the two; a known one before an unknown one.
WhatIf better(WhatIf first, WhatIf second);

/// Whether the change is known to save that share of the network's energy.
bool isNoticeable(LintedNetwork const &network, WhatIf const &whatIf, double share = noticeableShare);

} // namespace eo

#endif
