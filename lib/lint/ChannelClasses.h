//===- ChannelClasses.h - the channels of a network and what goes with each ---------------------------===//
#ifndef ENERGY_OPT_LIB_LINT_CHANNELCLASSES_H
#define ENERGY_OPT_LIB_LINT_CHANNELCLASSES_H

#include "lib/ir/GraphEdit.h"
#include "lib/lint/ChannelTable.h"
#include "lib/lint/Rule.h"

namespace eo {

/// Channels of convolutions and units of fully connected layers of the main graph, followed through residual additions,
/// Concat, Split, depthwise and grouped layers (a channel of each group), normalizations, pooling, Flatten and Transpose.
/// What reads them and is none of these, an output of the network, an operand that is no layer's: none of them can go.
class ChannelClasses {
public:
  explicit ChannelClasses(LintedNetwork const &linted);

  llvm::ArrayRef<ChannelRow> rows() const { return all; }
  /// The row of each channel of the value; empty where its channels are not followed.
  std::vector<size_t> rowsOf(ValueId value) const { return table.rowsOf(value); }

  /// The most channels of the row that can go so that every value keeps one.
  int64_t mostRemovable(ChannelRow const &row) const;

  /// `more` channels of the row in every layer that holds them (negative: less): filters, input channels, normalizations,
  /// operands spread over them, groups, sizes of Reshape, Split and Resize.
  SizeChanges change(ChannelRow const &row, int64_t more) const;

  /// What it takes to give the value that many channels.
  struct Resize {
    std::string problem; ///< why it cannot be done: "'top' (TopK) reads them"; empty where it can
    SizeChanges changes;
    std::vector<size_t> rows; ///< of all its channels, each once
    int64_t each = 0;         ///< how many of the value's go with one channel of its row
  };
  Resize resize(ValueId value, int64_t channels) const;

private:
  LintedNetwork network;
  ChannelTable table;
  std::vector<ChannelRow> all;
};

/// Of a node whose weights make new channels (Conv, ConvTranspose, Gemm, MatMul with a matrix of parameters).
bool makesChannels(LintedNetwork const &network, Node const &node);

/// Fills the table: every node of the main graph says which channels it makes one, and which cannot go.
void coupleChannels(LintedNetwork const &network, ChannelTable &table);

/// The axis of an operand that is spread over axis `axis` of an output of that rank; nothing where it has none such.
std::optional<size_t> alignedAxis(TensorType const &operand, size_t rank, size_t axis);

} // namespace eo

#endif
