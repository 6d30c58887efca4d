//===- DiffCsv.cpp - a difference as a table for spreadsheets -----------------------------------------===//
#include "lib/report/CsvCell.h"
#include "lib/report/diff/DiffWriters.h"

namespace eo {

static ReportCell textOf(ReportLayer const *layer, std::string ReportLayer::*member) {
  return layer != nullptr ? ReportCell(layer->*member) : ReportCell();
}

template <typename T>
static ReportCell valueOf(ReportLayer const *layer, std::optional<T> ReportLayer::*member) {
  return layer != nullptr && layer->*member ? ReportCell(*(layer->*member)) : ReportCell();
}

template <typename T> static ReportCell differenceCell(std::optional<T> const &value) {
  return value ? ReportCell(*value) : ReportCell();
}

void writeDiffCsv(ReportDiff const &diff, WriteOptions const & /*options*/, llvm::raw_ostream &stream) {
  stream << "change,old_name,new_name,old_op,new_op,old_macs,new_macs,delta_macs,old_latency_s,new_latency_s,"
            "delta_latency_s,old_energy_j,new_energy_j,delta_energy_j,relative_energy,significance\n";
  for (LayerDiff const &layer : diff.layers) {
    ReportLayer const *old = diff.layerBefore(layer), *now = diff.layerAfter(layer);
    bool both = old != nullptr && now != nullptr;
    ReportCell const cells[] = {
        layerChangeName(layer.change).str(),
        textOf(old, &ReportLayer::name),
        textOf(now, &ReportLayer::name),
        textOf(old, &ReportLayer::op),
        textOf(now, &ReportLayer::op),
        valueOf(old, &ReportLayer::macs),
        valueOf(now, &ReportLayer::macs),
        differenceCell(layer.macsDelta),
        valueOf(old, &ReportLayer::latency),
        valueOf(now, &ReportLayer::latency),
        differenceCell(layer.latencyDelta),
        valueOf(old, &ReportLayer::energy),
        valueOf(now, &ReportLayer::energy),
        differenceCell(layer.energyDelta),
        both ? differenceCell(relativeChange(old->energy, now->energy)) : ReportCell(),
        significanceName(layer.significance).str(),
    };
    stream << csvRow(cells);
  }
}

} // namespace eo
