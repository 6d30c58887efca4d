//===- Metadata.h - what an annotated copy says about nodes --------------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_METADATA_H
#define ENERGY_OPT_LIB_ONNX_METADATA_H

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace eo {

/// What the keys of all our entries begin with; entries of an earlier run are told by it.
constexpr char metadataPrefix[] = "energy_opt.";

/// (key, value) pairs in the order in which they are written; keys begin with metadataPrefix.
using MetadataEntries = std::vector<std::pair<std::string, std::string>>;

struct NodeMetadata;

/// What is said about the nodes of a graph, by their position in the file.
using GraphMetadata = std::map<uint32_t, NodeMetadata>;

/// What to write at one node, and at those of its bodies.
struct NodeMetadata {
  MetadataEntries entries;
  std::map<std::string, GraphMetadata> bodies; ///< of If, Loop and Scan, by the attribute's name
};

/// What to write at the file and its nodes.
struct ModelMetadata {
  MetadataEntries entries;
  GraphMetadata nodes; ///< of the main graph
};

} // namespace eo

#endif
