//===- KernelRules.h - how a runtime turns nodes into kernels --------------------------------===//
//
// A runtime launches kernels, not nodes: a convolution runs with the normalization and activation behind it,
// a concatenation may cost nothing, 1×1 convolutions of one input run as one. Board files say so in rules,
// which the pass group-kernels applies.
//
#ifndef ENERGY_OPT_LIB_BOARD_KERNELRULES_H
#define ENERGY_OPT_LIB_BOARD_KERNELRULES_H

#include "lib/board/CostFeatures.h"
#include "lib/board/Settings.h"

namespace eo {

/// An interval of a feature, both ends included.
struct FeatureBounds {
  std::string feature; ///< a name of featureColumns() or limitColumns()
  double min = 0, max = 0;

  /// False where the feature is not known or the node does not have it.
  bool contain(CostFeatures const &features) const;
  /// "ksize 40 is above 32"; empty where it is inside, not known or not there.
  std::string violation(CostFeatures const &features) const;
};

/// Nodes by what they are: operators by their ONNX name, or whole cost classes; then by their features.
struct NodeSelector {
  std::vector<OpKind> ops;
  std::vector<CostClass> classes;
  std::vector<FeatureBounds> bounds; ///< all of them hold

  bool matches(CostFeatures const &features) const;
  /// By operator or class alone, whatever the bounds.
  bool names(CostFeatures const &features) const;
  bool empty() const { return ops.empty() && classes.empty(); }
};

/// A node joins the kernel whose result it reads, where nothing outside the kernel reads that result. All
/// activations it reads come from the kernel or are read by it already.
struct FusionRule {
  NodeSelector into;   ///< the kernel's anchor
  NodeSelector after;  ///< a node the kernel must have already; empty: none
  NodeSelector unless; ///< a node the kernel must not have yet
  NodeSelector nodes;  ///< what joins
  bool residual =
      false; ///< it may also read other activations of its own result's size: the Add of a shortcut
};

/// Operators that are slower than one pass over what they read and write (a power or a logarithm for each element), or than
/// other multiply-accumulates of their family (a convolution for which the runtime has no kernel of its own).
struct SlowOperator {
  NodeSelector nodes;
  double passes = 1;  ///< over data, and as many times the arithmetic; above 0
  std::string source; ///< where it was seen; may be empty
};

/// Sizes of the nodes it names that an accelerator takes.
struct SizeLimit {
  NodeSelector nodes;
  std::string source; ///< who says so, of which versions; may be empty
};

/// Operators that run on the accelerator; all others run elsewhere.
struct Delegation {
  SettingValues when; ///< the settings under which it applies
  NodeSelector supported;
  NodeSelector except;           ///< of those, what is not supported after all
  std::vector<SizeLimit> limits; ///< of those, what is too large or too small
  /// The settings whose figures price the others, of this board or, with `unit`, of the board that describes
  /// that unit; empty: they have no estimate.
  SettingValues fallback;

  /// The accelerator is given one part of the network: what depends on an operator that it does not support is
  /// left to the others as well.
  bool stops = false;

  bool covers(CostFeatures const &node) const {
    return supported.matches(node) && !except.matches(node) && limitOf(node).empty();
  }
  /// "ksize 40 is above 32 (TensorRT 8.5)", the first limit that the node breaks; empty where it breaks none.
  std::string limitOf(CostFeatures const &node) const;
};

/// What the runtime makes of nodes that read initializers which a caller may override: inputs of the graph too, in files of version 4 and
/// later. Nothing of them is folded or packed.
struct OverridableRules {
  NodeSelector apart;             ///< what then joins no kernel
  std::vector<SlowOperator> slow; ///< how much slower kernels of such anchors are, beside KernelRules::slow
};

/// Small operators that the runtime runs beside the kernel of such an anchor, which no kernel of the network stands for: the
/// Transposes and the softmax round the products of an attention, a Reshape.
struct CompanionOperators {
  NodeSelector nodes;
  double launches = 0; ///< they take so many; less than one where they hardly do anything
  double copies = 0;   ///< they copy all activations that the kernel reads and writes so often
  std::string source;  ///< where it was seen; may be empty
};

/// Maps [N,C,H,W], which some kernels take and give in blocks of channels. A map is copied from one layout to the other once.
struct BlockedLayout {
  int64_t channels = 0; ///< of a block; above 0
  NodeSelector works;   ///< anchors that work on blocks; convolutions of fewer input channels read plain maps
  NodeSelector
      keeps; ///< anchors that work on blocks where all that they read is in whole ones, else on plain maps
  std::string source; ///< where it was seen; may be empty
};

/// Which nodes the board's runtime launches together, which cost nothing, which run beside the
/// accelerator, and what it does beside all of them.
struct KernelRules {
  std::vector<FusionRule> fuse;   ///< the first that fits is applied
  std::vector<NodeSelector> free; ///< cost nothing: the runtime makes them views
  std::vector<NodeSelector>
      merge; ///< kernels that read the same activation and are otherwise alike run as one
  /// The slowest of a kernel without multiply-accumulates counts, of one with them its anchor.
  std::vector<SlowOperator> slow;
  std::optional<OverridableRules> overridable; ///< absent: such initializers are constants to the runtime
  std::optional<Delegation> delegate;
  std::vector<CompanionOperators> companions; ///< the first that names an anchor counts
  std::optional<BlockedLayout> blocked;       ///< absent: one layout for all
  bool copiesResults = false;                 ///< a caller gets copies of the network's results

  bool empty() const {
    return fuse.empty() && free.empty() && merge.empty() && slow.empty() && !overridable && !delegate &&
           !runsBeside();
  }
  /// Whether kernels bring anything with them.
  bool runsBeside() const { return !companions.empty() || blocked || copiesResults; }
};

/// Passes that the node takes by the first rule that names it; 1 without any.
double passesOf(llvm::ArrayRef<SlowOperator> rules, CostFeatures const &node);

} // namespace eo

#endif
