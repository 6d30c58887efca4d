#include "lib/lint/ChannelTable.h"

#include <map>

namespace eo {

ChannelTable::ChannelTable(Graph const &graph, TypeMap const &valueTypes)
    : types(valueTypes), places(graph) {}

bool ChannelTable::track(ValueId value, size_t axis) {
  TensorType const &type = types[value];
  if (!type.isStatic() || axis >= type.rank())
    return false;
  int64_t channels = (*type.shape)[axis].value();
  if (channels < 1 || channels > most - static_cast<int64_t>(parent.size()))
    return false;
  places[value] = {parent.size(), axis, channels};
  for (int64_t i = 0; i < channels; ++i)
    parent.push_back(static_cast<uint32_t>(parent.size()));
  reason.resize(parent.size());
  return true;
}

uint32_t ChannelTable::root(uint32_t cell) {
  while (parent[cell] != cell)
    cell = parent[cell] = parent[parent[cell]];
  return cell;
}

void ChannelTable::merge(ValueId one, int64_t i, ValueId other, int64_t j) {
  uint32_t a = root(static_cast<uint32_t>(places[one].base + static_cast<size_t>(i))),
           b = root(static_cast<uint32_t>(places[other].base + static_cast<size_t>(j)));
  if (a > b)
    std::swap(a, b);
  parent[b] = a;
  if (reason[a] == 0)
    reason[a] = reason[b];
}

void ChannelTable::block(ValueId value, std::string const &why) {
  if (!tracked(value))
    return;
  reasons.push_back(why);
  for (size_t i = 0; i < static_cast<size_t>(places[value].count); ++i)
    if (uint32_t &known = reason[root(static_cast<uint32_t>(places[value].base + i))]; known == 0)
      known = static_cast<uint32_t>(reasons.size() - 1);
}

std::vector<ChannelRow> ChannelTable::rows() {
  std::vector<std::vector<std::pair<ValueId, int64_t>>> held(parent.size()); // of roots
  for (uint32_t v = 0; v < places.size(); ++v) {
    Place const &place = places[ValueId{v}];
    for (size_t i = 0; i < static_cast<size_t>(place.count); ++i) {
      auto &values = held[root(static_cast<uint32_t>(place.base + i))];
      if (!values.empty() && values.back().first == ValueId{v})
        ++values.back().second;
      else
        values.push_back({ValueId{v}, 1});
    }
  }
  std::map<std::pair<std::vector<std::pair<ValueId, int64_t>>, uint32_t>, size_t> known;
  std::vector<ChannelRow> all;
  rowOfCell.assign(parent.size(), 0);
  for (uint32_t cell = 0; cell < parent.size(); ++cell) { // a root comes before all cells of its class
    if (parent[cell] != cell) {
      rowOfCell[cell] = rowOfCell[root(cell)];
      continue;
    }
    auto [place, isNew] = known.emplace(std::pair(held[cell], reason[cell]), all.size());
    if (isNew)
      all.push_back({held[cell], 0, reasons[reason[cell]]});
    ++all[place->second].channels;
    rowOfCell[cell] = place->second;
  }
  return all;
}

std::vector<size_t> ChannelTable::rowsOf(ValueId value) const {
  auto const *first = rowOfCell.data() + places[value].base;
  return {first, first + places[value].count};
}

} // namespace eo
