//===- Arrow.h - layers as a table that other programs read without a copy ------------------------------===//
#ifndef ENERGY_OPT_TOOLS_API_ARROW_H
#define ENERGY_OPT_TOOLS_API_ARROW_H

#include "lib/report/Report.h"
#include "tools/api/ArrowAbi.h"

namespace eo {

/// The scalar keys of layers[] as a stream of one record batch: texts as utf8, counts as int64, figures as float64, what
/// is not known as null. The stream holds its own copy of the columns; the consumer calls stream->release.
void exportLayers(Report const &report, ArrowArrayStream &stream);

} // namespace eo

#endif
