#include "lib/report/Report.h"

#include <fmt/format.h>

namespace eo {

template <typename T> static ReportCell cell(std::optional<T> const &value) {
  return value ? ReportCell(*value) : ReportCell();
}

llvm::ArrayRef<LayerColumn> layerColumns() {
  using L = ReportLayer const &;
  static constexpr LayerColumn columns[] = {
      {"index", [](L l) -> ReportCell { return l.index; }},
      {"name", [](L l) -> ReportCell { return l.name; }},
      {"op", [](L l) -> ReportCell { return l.op; }},
      {"scope", [](L l) -> ReportCell { return l.scope; }},
      {"kernel", [](L l) -> ReportCell { return l.kernel; }},
      {"macs", [](L l) { return cell(l.macs); }},
      {"other_ops", [](L l) { return cell(l.otherOps); }},
      {"params", [](L l) { return cell(l.params); }},
      {"bytes_read", [](L l) { return cell(l.bytesRead); }},
      {"bytes_written", [](L l) { return cell(l.bytesWritten); }},
      {"latency_s", [](L l) { return cell(l.latency); }},
      {"power_w", [](L l) { return cell(l.power); }},
      {"energy_j", [](L l) { return cell(l.energy); }},
      {"energy_low_j", [](L l) { return cell(l.energyLow); }},
      {"energy_high_j", [](L l) { return cell(l.energyHigh); }},
      {"energy_base_j", [](L l) { return cell(l.energyBase); }},
      {"energy_dynamic_j", [](L l) { return cell(l.energyDynamic); }},
      {"basis", [](L l) { return l.basis ? ReportCell(basisName(*l.basis).str()) : ReportCell(); }},
  };
  return columns;
}

llvm::ArrayRef<TotalColumn> totalColumns() {
  using T = ReportTotals const &;
  static constexpr TotalColumn columns[] = {
      {"macs", [](T t) { return cell(t.macs); }},
      {"other_ops", [](T t) { return cell(t.otherOps); }},
      {"params", [](T t) { return cell(t.params); }},
      {"param_bytes", [](T t) { return cell(t.paramBytes); }},
      {"activation_bytes", [](T t) { return cell(t.activationBytes); }},
      {"peak_activation_bytes", [](T t) { return cell(t.peakActivationBytes); }},
      {"latency_s", [](T t) { return cell(t.latency); }},
      {"latency_low_s", [](T t) { return cell(t.latencyLow); }},
      {"latency_high_s", [](T t) { return cell(t.latencyHigh); }},
      {"device_latency_s", [](T t) { return cell(t.deviceLatency); }},
      {"overhead_s", [](T t) { return cell(t.overhead); }},
      {"throughput_per_s", [](T t) { return cell(t.throughput); }},
      {"power_w", [](T t) { return cell(t.power); }},
      {"energy_j", [](T t) { return cell(t.energy); }},
      {"energy_low_j", [](T t) { return cell(t.energyLow); }},
      {"energy_high_j", [](T t) { return cell(t.energyHigh); }},
      {"interval_level", [](T t) { return cell(t.intervalLevel); }},
      {"energy_base_j", [](T t) { return cell(t.energyBase); }},
      {"energy_dynamic_j", [](T t) { return cell(t.energyDynamic); }},
  };
  return columns;
}

} // namespace eo
