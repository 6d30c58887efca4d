//===- Terminal.h - how wide and colourful text may be -----------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_TERMINAL_H
#define ENERGY_OPT_TOOLS_COMMON_TERMINAL_H

#include "lib/report/Writers.h"

namespace eo {

/// Text fits the terminal and is coloured there, unless $NO_COLOR is set; plain where it goes to a file or a
/// pipe. What carries a time is dated with $SOURCE_DATE_EPOCH.
WriteOptions terminalLayout(bool toFile);

/// Whether standard error is a terminal that shows colours, and $NO_COLOR is not set.
bool errorsAreColoured();

} // namespace eo

#endif
