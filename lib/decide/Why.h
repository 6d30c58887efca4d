//===- Why.h - why a network takes what it takes ----------------------------------------------------===//
#ifndef ENERGY_OPT_LIB_DECIDE_WHY_H
#define ENERGY_OPT_LIB_DECIDE_WHY_H

#include "lib/cost/EnergyEstimate.h"
#include "lib/cost/Limits.h"
#include "lib/ir/Graph.h"
#include "lib/pass/Annotations.h"
#include "lib/report/Report.h"
#include "lib/report/Writers.h"

namespace eo {

/// What a kernel would take at another setting.
struct WhyKernelChange {
  std::string setting; ///< "precision=int8"
  std::optional<double> energyJ, timeS;
};

/// A kernel with what it takes and what limits it.
struct WhyKernel {
  std::string name, op;
  size_t nodes = 1; ///< that run in it
  std::optional<double> energyJ, timeS;
  std::optional<double> macs, bytes;  ///< bytes at the precision executed
  std::optional<KernelLimits> limits; ///< absent where the board's kind does not say
  bool delegated = true;
  std::vector<NodeId> members{};          ///< the nodes that run in it
  std::vector<WhyKernelChange> changes{}; ///< at the board's other precisions
};

/// Another setting of the same board: what it would take.
struct WhyAlternative {
  std::string setting; ///< "precision=int8"
  std::optional<double> energyJ, latencyS;
  std::string reason; ///< why not known; empty where it is
};

/// A network on a board, explained.
struct Why {
  Report report;
  std::vector<WhyKernel> kernels; ///< that take time or energy, in graph order
  TimeCauses causes;              ///< of the kernels with limits
  double explainedS = 0;          ///< their sum
  double hops = 0;                ///< changes of processor along the graph's order
  double bytes = 0;               ///< of all kernels, at the precision executed
  std::vector<WhyAlternative> alternatives;
};

/// Of an analysis with the annotations KernelGroups and EnergyEstimate.
Why explainNetwork(Report report, Graph const &graph, Annotations const &annotations,
                   ChosenBoard const &board);

/// Adds what the network and each of its kernels would take at another setting; `estimate`: there, null where it is not known.
void addAlternative(Why &why, WhyAlternative alternative, EnergyEstimate const *estimate);

/// One sentence with its figures: "bound by memory traffic: 4.1 MiB at 10.3 GB/s; arithmetic is 12 % of the time".
std::string whySentence(WhyKernel const &kernel);
/// The same of all kernels together, a sentence an item.
std::vector<std::string> whySentences(Why const &why);
/// Why `b` takes more or less than `a`: the causes by what they add to the difference, largest first.
std::vector<std::string> compareSentences(Why const &a, Why const &b);

/// The network in sentences, its time by cause, then the costliest kernels with a sentence each.
void writeWhyText(Why const &why, WriteOptions const &options, llvm::raw_ostream &stream);
/// Two networks: the totals side by side, the time by cause, and why.
void writeWhyPairText(Why const &a, Why const &b, WriteOptions const &options, llvm::raw_ostream &stream);
/// "energy-opt/why/1": an object; of two an array, then with "compared" sentences in the second.
void writeWhyJson(llvm::ArrayRef<Why> all, llvm::raw_ostream &stream);
/// A row a kernel.
void writeWhyCsv(llvm::ArrayRef<Why> all, llvm::raw_ostream &stream);
/// One page: kernels under the roofs of the board, the time by cause, the sentences, all kernels; two networks in one
/// picture (page/WhyHtml.cpp).
void writeWhyHtml(llvm::ArrayRef<Why> all, WriteOptions const &options, llvm::raw_ostream &stream);

} // namespace eo

#endif
