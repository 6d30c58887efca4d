//===- ChannelTable.h - which channels of a network are one ------------------------------------------===//
//
// The channels of a layer that computes new ones (a convolution, a fully connected layer) run through everything behind
// it: an addition makes the channels of its operands one, a Concat lays them side by side, a Flatten makes several
// columns of one. Each channel of each value is a cell; cells that can only come and go together are one class; classes
// that touch the same values in the same numbers cost the same and are one row:
//
//   c = Concat(a, b)  d = Conv(c)     a's channel i, c's channel i and input i of d: one class; all of a: one row
//
#ifndef ENERGY_OPT_LIB_LINT_CHANNELTABLE_H
#define ENERGY_OPT_LIB_LINT_CHANNELTABLE_H

#include "lib/ir/TypeMap.h"

namespace eo {

/// Channels that cost the same: any of them may go, with all that goes with it.
struct ChannelRow {
  /// The values that hold them, in id order, and how many of theirs go with one channel: 49 behind a Flatten of 7x7.
  std::vector<std::pair<ValueId, int64_t>> values;
  int64_t channels = 0; ///< how many of them there are
  std::string problem;  ///< why none can go: "'cat' (Attention) reads them"; empty: any can
};

/// Collects the cells and what makes them one, then says which rows there are.
class ChannelTable {
public:
  ChannelTable(Graph const &graph, TypeMap const &valueTypes);

  /// Gives the value cells along this axis; false where its sizes are not known or there are too many cells.
  bool track(ValueId value, size_t axis);
  bool tracked(ValueId value) const { return value.valid() && count(value) > 0; }
  /// Of a tracked value.
  size_t axis(ValueId value) const { return places[value].axis; }
  /// Its cells; 0 where it is not tracked.
  int64_t count(ValueId value) const { return places[value].count; }

  /// The two cells are one.
  void merge(ValueId one, int64_t i, ValueId other, int64_t j);
  /// No channel of the value can go; the first reason counts. Nothing where it is not tracked.
  void block(ValueId value, std::string const &reason);

  /// All rows in order of their first value and cell; to be asked once all is merged.
  std::vector<ChannelRow> rows();
  /// The row of each cell of the value, by index into `rows()`.
  std::vector<size_t> rowsOf(ValueId value) const;

private:
  struct Place {
    size_t base = 0, axis = 0;
    int64_t count = 0;
  };
  static constexpr int64_t most = int64_t{1} << 22; ///< cells of one network

  uint32_t root(uint32_t cell);

  TypeMap const &types;
  ValueMap<Place> places;
  std::vector<uint32_t> parent;
  std::vector<uint32_t> reason; ///< by cell, of roots: index into `reasons`
  std::vector<std::string> reasons{""};
  std::vector<size_t> rowOfCell;
};

} // namespace eo

#endif
