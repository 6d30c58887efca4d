#include "lib/pass/OpRules.h"
#include "lib/support/Yaml.h"

namespace eo {

namespace {
/// Takes the tree of an op-file apart; complaints gather in the reader.
class OpFileReader {
public:
  explicit OpFileReader(YamlFile const &source) : reader(source), root(&source.root()) {}

  llvm::Error readInto(OpRules &rules) {
    if (reader.mapping(root, "an op-file", {"schema", "ops"})) {
      YamlNode const *schema = reader.require(root, "schema");
      if (schema != nullptr && schema->text != "energy-opt/ops/1")
        reader.complain(schema->place, "schema must be energy-opt/ops/1, the one this version reads");
      for (YamlNode const &node : reader.sequence(reader.require(root, "ops"), "ops"))
        readRule(node, rules);
    }
    return reader.finish();
  }

private:
  void readRule(YamlNode const &node, OpRules &rules) {
    if (!reader.mapping(&node, "a rule", {"op", "domain", "class", "outputs", "macs", "other_ops"}))
      return;
    std::string op = reader.text(reader.require(&node, "op"), "op");
    YamlNode const *domainNode = reader.find(&node, "domain");
    std::string domain = domainNode != nullptr ? domainNode->text : "";
    OpRule rule;
    rule.opClass = readClass(reader.require(&node, "class"));
    for (YamlNode const &output : reader.sequence(reader.require(&node, "outputs"), "outputs"))
      rule.outputs.push_back(readOutput(output));
    rule.macs = readOptional(reader.find(&node, "macs"), "macs");
    rule.otherOps = readOptional(reader.find(&node, "other_ops"), "other_ops");
    std::pair key(domain == "ai.onnx" ? "" : domain, op);
    if (!rules.rules.emplace(std::move(key), std::move(rule)).second)
      reader.complain(node.place, "operator '" + op + "' has a rule already");
  }

  /// Classes that say how passes treat a node, not what it costs, cannot be chosen.
  OpClass readClass(YamlNode const *node) {
    std::vector<std::string> names;
    std::vector<OpClass> classes;
    for (unsigned i = 0; i < static_cast<unsigned>(OpClass::Unknown); ++i) {
      auto one = static_cast<OpClass>(i);
      if (one == OpClass::View || one == OpClass::ShapeArithmetic || one == OpClass::ControlFlow)
        continue;
      classes.push_back(one);
      names.push_back(opClassName(one).str());
    }
    return classes[reader.word(node, "class", names)];
  }

  std::optional<size_t> readIndex(YamlNode const *node, llvm::StringRef what) {
    if (node == nullptr)
      return std::nullopt;
    int64_t index = reader.integer(node, what);
    if (index >= 0)
      return static_cast<size_t>(index);
    reader.complain(node->place, what.str() + " must be the number of an input; they count from 0");
    return std::nullopt;
  }

  OpOutputRule readOutput(YamlNode const &node) {
    OpOutputRule output;
    if (!reader.mapping(&node, "an output", {"like", "shape", "type", "type_of"}))
      return output;
    output.like = readIndex(reader.find(&node, "like"), "like");
    output.typeOf = readIndex(reader.find(&node, "type_of"), "type_of");
    if (YamlNode const *type = reader.find(&node, "type"))
      output.type = readType(type);
    YamlNode const *shape = reader.find(&node, "shape");
    if (shape == nullptr)
      return output;
    if (output.like)
      reader.complain(shape->place, "an output has 'like' or 'shape', not both");
    output.shape.emplace();
    for (YamlNode const &one : reader.sequence(shape, "shape"))
      readDimension(one, *output.shape);
    return output;
  }

  void readDimension(YamlNode const &node, std::vector<OpExpression> &shape) {
    auto dimension = readExpression(node, "shape");
    if (!dimension)
      return;
    if (dimension->readsOutputs())
      reader.complain(node.place, "a shape cannot ask for the shapes of outputs");
    shape.push_back(std::move(*dimension));
  }

  DataType readType(YamlNode const *node) {
    std::vector<std::string> names;
    std::vector<DataType> types;
    for (int64_t code = 1; dataTypeFromOnnx(code) != DataType::Undefined; ++code) {
      types.push_back(dataTypeFromOnnx(code));
      names.push_back(dataTypeName(types.back()).str());
    }
    return types[reader.word(node, "type", names)];
  }

  std::optional<OpExpression> readOptional(YamlNode const *node, llvm::StringRef what) {
    if (node == nullptr)
      return std::nullopt;
    auto result = readExpression(*node, what);
    if (result && result->isList())
      reader.complain(node->place, what.str() + " is one number, dims(…) are several");
    return result;
  }

  std::optional<OpExpression> readExpression(YamlNode const &node, llvm::StringRef what) {
    if (node.kind != YamlNode::Kind::Scalar) {
      reader.complain(node.place, what.str() + " needs a formula");
      return std::nullopt;
    }
    auto parsed = OpExpression::parse(node.text);
    if (auto *expression = std::get_if<OpExpression>(&parsed))
      return std::move(*expression);
    auto const &error = std::get<OpExpressionError>(parsed);
    YamlPlace place = node.place;
    place.column += static_cast<unsigned>(error.offset) + (node.quoted ? 1 : 0);
    reader.complain(place, what.str() + ": " + error.message);
    return std::nullopt;
  }

  YamlReader reader;
  YamlNode const *root;
};
} // namespace

static llvm::Error readParsed(llvm::Expected<YamlFile> file, OpRules &rules) {
  if (!file)
    return file.takeError();
  return OpFileReader(*file).readInto(rules);
}

llvm::Error readOpFile(llvm::StringRef path, OpRules &rules) {
  return readParsed(YamlFile::open(path), rules);
}

llvm::Error readOpText(llvm::StringRef text, llvm::StringRef name, OpRules &rules) {
  return readParsed(YamlFile::parse(text, name), rules);
}

} // namespace eo
