#include "lib/ir/Printer.h"

#include "lib/support/Utf8.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {
constexpr size_t maxNameColumns = 120;
constexpr size_t maxListed = 16;

class Printer {
public:
  Printer(Graph const &network, llvm::raw_ostream &output, TypeMap const *inferred, NodeSuffix nodeSuffix)
      : graph(network), stream(output), types(inferred), suffix(nodeSuffix) {}

  void printBody(Body const &body, unsigned indent) {
    stream.indent(indent) << "graph \"" << printable(body.name, maxNameColumns) << "\" (";
    llvm::interleaveComma(body.inputs, stream, [&](ValueId id) { printTyped(id); });
    stream << ") -> (";
    llvm::interleaveComma(body.outputs, stream, [&](ValueId id) { printName(id); });
    stream << ") {\n";
    for (NodeId id : body.nodes)
      printNode(graph.node(id), indent + 2);
    stream.indent(indent) << "}\n";
  }

private:
  void printName(ValueId id) {
    if (id.valid())
      stream << '%' << printable(graph.value(id).name, maxNameColumns);
    else
      stream << '_';
  }

  void printTyped(ValueId id) {
    printName(id);
    if (id.valid())
      stream << ": " << (types != nullptr ? (*types)[id] : graph.value(id).declared()).str();
  }

  template <typename T, typename Print> void printList(llvm::ArrayRef<T> items, Print print) {
    stream << '[';
    llvm::interleaveComma(items.take_front(maxListed), stream, print);
    stream << (items.size() > maxListed ? ", …]" : "]");
  }

  void printAttribute(Attribute const &attribute) {
    stream << printable(attribute.name, maxNameColumns) << '=';
    auto text = [&](llvm::StringRef string) { stream << '"' << printable(string, maxNameColumns) << '"'; };
    auto number = [&](auto value) { stream << fmt::format("{}", value); };
    std::visit(
        [&](auto const &value) {
          using T = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<T, std::monostate>)
            stream << "(not kept)";
          else if constexpr (std::is_same_v<T, int64_t> || std::is_same_v<T, float>)
            number(value);
          else if constexpr (std::is_same_v<T, llvm::StringRef>)
            text(value);
          else if constexpr (std::is_same_v<T, std::vector<llvm::StringRef>>)
            printList(llvm::makeArrayRef(value), text);
          else if constexpr (std::is_same_v<T, ConstantTensor const *>)
            stream << value->tensorType().str();
          else if constexpr (std::is_same_v<T, BodyId>)
            stream << "(graph)";
          else
            printList(llvm::makeArrayRef(value), number);
        },
        attribute.value);
  }

  void printNode(Node const &node, unsigned indent) {
    stream.indent(indent);
    llvm::interleaveComma(node.outputs, stream, [&](ValueId id) { printTyped(id); });
    stream << (node.outputs.empty() ? "" : " = ") << (node.domain.empty() ? "" : printable(node.domain) + ".")
           << printable(node.opType, maxNameColumns) << " \"" << printable(node.name, maxNameColumns)
           << "\" (";
    llvm::interleaveComma(node.inputs, stream, [&](ValueId id) { printName(id); });
    stream << ')';
    if (!node.attributes.empty()) {
      stream << " {";
      llvm::interleaveComma(node.attributes, stream, [&](Attribute const &one) { printAttribute(one); });
      stream << '}';
    }
    if (std::string text = suffix ? suffix(node) : std::string(); !text.empty())
      stream << "   // " << text;
    stream << '\n';
    for (Attribute const &attribute : node.attributes)
      if (auto const *id = std::get_if<BodyId>(&attribute.value))
        printBody(graph.body(*id), indent + 2);
  }

  Graph const &graph;
  llvm::raw_ostream &stream;
  TypeMap const *types;
  NodeSuffix suffix;
};
} // namespace

void printGraph(Graph const &graph, llvm::raw_ostream &stream, TypeMap const *types, NodeSuffix suffix) {
  Printer(graph, stream, types, suffix).printBody(graph.main(), 0);
}

} // namespace eo
