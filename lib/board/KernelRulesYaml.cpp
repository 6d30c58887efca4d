#include "lib/board/KernelRulesYaml.h"

#include "lib/support/Spelling.h"
#include "lib/support/YamlText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <fmt/format.h>

namespace eo {

namespace {
class RulesReader {
public:
  explicit RulesReader(YamlReader &yaml) : reader(yaml) {
    for (CostClass costClass : allCostClasses())
      words.push_back(costClassName(costClass).str());
    for (OpKind kind : allOpKinds())
      words.push_back(opKindName(kind).str());
  }

  KernelRules read(YamlNode const *node) {
    KernelRules rules;
    if (!reader.mapping(node, "kernels",
                        {"fuse", "free", "merge", "slow", "overridable", "delegate", "companions", "blocked",
                         "copies_results"}))
      return rules;
    if (YamlNode const *fuse = reader.find(node, "fuse"))
      for (YamlNode const &item : reader.sequence(fuse, "'fuse'"))
        rules.fuse.push_back(readFusion(item));
    for (auto [key, target] : {std::pair("free", &rules.free), {"merge", &rules.merge}})
      if (YamlNode const *list = reader.find(node, key))
        for (YamlNode const &item : reader.sequence(list, key))
          if (reader.mapping(&item, key, {"nodes", "range"}))
            target->push_back(readSelector(&item, "nodes", "range"));
    rules.slow = readSlowList(node);
    if (YamlNode const *overridable = reader.find(node, "overridable");
        overridable != nullptr && reader.mapping(overridable, "'overridable'", {"apart", "slow"}))
      rules.overridable = {reader.find(overridable, "apart") == nullptr
                               ? NodeSelector()
                               : readSelector(overridable, "apart", ""),
                           readSlowList(overridable)};
    if (YamlNode const *delegate = reader.find(node, "delegate"))
      rules.delegate = readDelegation(*delegate);
    if (YamlNode const *companions = reader.find(node, "companions"))
      for (YamlNode const &item : reader.sequence(companions, "'companions'"))
        rules.companions.push_back(readCompanions(item));
    if (YamlNode const *blocked = reader.find(node, "blocked"))
      rules.blocked = readBlocked(*blocked);
    if (YamlNode const *copies = reader.find(node, "copies_results"))
      rules.copiesResults = reader.boolean(copies, "'copies_results'");
    return rules;
  }

private:
  FusionRule readFusion(YamlNode const &node) {
    FusionRule rule;
    if (!reader.mapping(&node, "a rule of 'fuse'",
                        {"into", "into_range", "after", "unless", "nodes", "nodes_range", "residual"}))
      return rule;
    rule.into = readSelector(&node, "into", "into_range");
    rule.nodes = readSelector(&node, "nodes", "nodes_range");
    for (auto [key, target] : {std::pair("after", &rule.after), {"unless", &rule.unless}})
      if (reader.find(&node, key) != nullptr)
        *target = readSelector(&node, key, "");
    if (YamlNode const *residual = reader.find(&node, "residual"))
      rule.residual = reader.boolean(residual, "'residual'");
    return rule;
  }

  std::vector<SlowOperator> readSlowList(YamlNode const *parent) {
    std::vector<SlowOperator> list;
    if (YamlNode const *slow = reader.find(parent, "slow"))
      for (YamlNode const &item : reader.sequence(slow, "'slow'"))
        list.push_back(readSlow(item));
    return list;
  }

  SlowOperator readSlow(YamlNode const &node) {
    SlowOperator slow;
    if (!reader.mapping(&node, "an entry of 'slow'", {"nodes", "range", "passes", "source"}))
      return slow;
    slow.nodes = readSelector(&node, "nodes", "range");
    YamlNode const *passes = reader.require(&node, "passes");
    slow.passes = passes == nullptr ? 1 : reader.number(passes, "'passes'");
    if (slow.passes <= 0)
      reader.complain(passes->place, "'passes' must be above 0");
    slow.source = readSource(node);
    return slow;
  }

  std::string readSource(YamlNode const &node) {
    YamlNode const *source = reader.find(&node, "source");
    return source == nullptr ? "" : reader.text(source, "'source'");
  }

  CompanionOperators readCompanions(YamlNode const &node) {
    CompanionOperators rule;
    if (!reader.mapping(&node, "an entry of 'companions'",
                        {"nodes", "range", "launches", "copies", "source"}))
      return rule;
    rule.nodes = readSelector(&node, "nodes", "range");
    for (auto [key, target] : {std::pair("launches", &rule.launches), {"copies", &rule.copies}})
      if (YamlNode const *number = reader.find(&node, key)) {
        *target = reader.number(number, fmt::format("'{}'", key));
        if (*target < 0)
          reader.complain(number->place, fmt::format("'{}' must not be below 0", key));
      }
    rule.source = readSource(node);
    return rule;
  }

  BlockedLayout readBlocked(YamlNode const &node) {
    BlockedLayout layout;
    if (!reader.mapping(&node, "'blocked'", {"channels", "works", "keeps", "source"}))
      return layout;
    if (YamlNode const *channels = reader.require(&node, "channels")) {
      layout.channels = reader.integer(channels, "'channels'");
      if (layout.channels <= 0)
        reader.complain(channels->place, "'channels' must be above 0");
    }
    layout.works = readSelector(&node, "works", "");
    if (reader.find(&node, "keeps") != nullptr)
      layout.keeps = readSelector(&node, "keeps", "");
    layout.source = readSource(node);
    return layout;
  }

  Delegation readDelegation(YamlNode const &node) {
    Delegation delegation;
    if (!reader.mapping(&node, "'delegate'", {"when", "supported", "except", "limits", "fallback", "stops"}))
      return delegation;
    delegation.when = readSettings(reader.find(&node, "when"), "'when'");
    delegation.fallback = readSettings(reader.find(&node, "fallback"), "'fallback'");
    delegation.supported = readSelector(&node, "supported", "");
    if (reader.find(&node, "except") != nullptr)
      delegation.except = readSelector(&node, "except", "");
    if (YamlNode const *limits = reader.find(&node, "limits"))
      for (YamlNode const &item : reader.sequence(limits, "'limits'"))
        if (reader.mapping(&item, "an entry of 'limits'", {"nodes", "range", "source"}))
          delegation.limits.push_back({readSelector(&item, "nodes", "range"), readSource(item)});
    if (YamlNode const *stops = reader.find(&node, "stops"))
      delegation.stops = reader.boolean(stops, "'stops'");
    return delegation;
  }

  SettingValues readSettings(YamlNode const *node, llvm::StringRef what) {
    SettingValues values;
    if (node == nullptr || !reader.mapping(node, what))
      return values;
    for (size_t i = 0; i < node->keys.size(); ++i)
      values.emplace_back(node->keys[i].text, reader.text(&node->items[i], what));
    return values;
  }

  NodeSelector readSelector(YamlNode const *mapping, llvm::StringRef key, llvm::StringRef rangeKey) {
    NodeSelector selector;
    for (YamlNode const &item : reader.sequence(reader.require(mapping, key), "'" + key.str() + "'"))
      addWord(selector, item);
    YamlNode const *range = rangeKey.empty() ? nullptr : reader.find(mapping, rangeKey);
    if (range != nullptr && reader.mapping(range, "'" + rangeKey.str() + "'"))
      for (size_t i = 0; i < range->keys.size(); ++i)
        selector.bounds.push_back(readBounds(range->keys[i], range->items[i]));
    return selector;
  }

  void addWord(NodeSelector &selector, YamlNode const &item) {
    for (CostClass costClass : allCostClasses())
      if (costClassName(costClass) == item.text)
        return selector.classes.push_back(costClass);
    size_t before = selector.ops.size();
    for (OpKind kind : allOpKinds())
      if (opKindName(kind) == item.text)
        selector.ops.push_back(kind);
    if (selector.ops.size() == before)
      reader.complain(item.place, "'" + item.text + "' is neither an operator nor a class of kernels" +
                                      didYouMean(item.text, words));
  }

  FeatureBounds readBounds(YamlNode const &key, YamlNode const &ends) {
    std::vector<std::string> features;
    for (llvm::ArrayRef<FeatureColumn> columns : {featureColumns(), limitColumns()})
      for (FeatureColumn const &column : columns)
        features.push_back(column.name.str());
    FeatureBounds bounds;
    bounds.feature = features[reader.word(&key, "a feature", features)];
    bounds.max = std::numeric_limits<double>::max();
    if (!reader.mapping(&ends, "the range of '" + key.text + "'", {"min", "max"}))
      return bounds;
    if (YamlNode const *min = reader.find(&ends, "min"))
      bounds.min = reader.number(min, "'min'");
    if (YamlNode const *max = reader.find(&ends, "max"))
      bounds.max = reader.number(max, "'max'");
    if (bounds.min > bounds.max)
      reader.complain(ends.place, "'min' is greater than 'max'");
    return bounds;
  }

  YamlReader &reader;
  std::vector<std::string> words;
};
} // namespace

KernelRules readKernelRules(YamlReader &reader, YamlNode const *node) {
  return node == nullptr ? KernelRules() : RulesReader(reader).read(node);
}

static std::string wordsOf(NodeSelector const &selector) {
  std::vector<std::string> words;
  for (CostClass costClass : selector.classes)
    words.push_back(costClassName(costClass).str());
  for (OpKind kind : selector.ops)
    if (std::string name = opKindName(kind).str(); !llvm::is_contained(words, name))
      words.push_back(std::move(name)); // a name of several domains stands once
  return "[" + llvm::join(words, ", ") + "]";
}

static std::string rangeOf(NodeSelector const &selector, llvm::StringRef key) {
  std::vector<std::string> entries;
  for (FeatureBounds const &bound : selector.bounds) {
    std::string ends = fmt::format("min: {}", bound.min);
    if (bound.max < std::numeric_limits<double>::max())
      ends += fmt::format(", max: {}", bound.max);
    entries.push_back(fmt::format("{}: {{{}}}", bound.feature, ends));
  }
  return entries.empty() ? std::string() : fmt::format(", {}: {{{}}}", key, llvm::join(entries, ", "));
}

static std::string settingsOf(SettingValues const &values) {
  std::vector<std::string> entries;
  for (auto const &[name, value] : values)
    entries.push_back(fmt::format("{}: \"{}\"", name, value));
  return "{" + llvm::join(entries, ", ") + "}";
}

static std::string sourceOf(llvm::StringRef source) {
  return source.empty() ? "" : fmt::format(", source: {}", quotedYaml(source));
}

static std::string slowList(llvm::ArrayRef<SlowOperator> list, llvm::StringRef indent) {
  std::string out = list.empty() ? "" : fmt::format("{}slow:\n", indent);
  for (SlowOperator const &slow : list)
    out += fmt::format("{}  - {{nodes: {}{}, passes: {}{}}}\n", indent, wordsOf(slow.nodes),
                       rangeOf(slow.nodes, "range"), slow.passes, sourceOf(slow.source));
  return out;
}

static std::string companionsAndLayout(KernelRules const &rules) {
  std::string out = rules.companions.empty() ? "" : "  companions:\n";
  for (CompanionOperators const &rule : rules.companions)
    out += fmt::format("    - {{nodes: {}{}, launches: {}, copies: {}{}}}\n", wordsOf(rule.nodes),
                       rangeOf(rule.nodes, "range"), rule.launches, rule.copies, sourceOf(rule.source));
  if (std::optional<BlockedLayout> const &layout = rules.blocked) {
    out += fmt::format("  blocked: {{channels: {}, works: {}", layout->channels, wordsOf(layout->works));
    if (!layout->keeps.empty())
      out += fmt::format(", keeps: {}", wordsOf(layout->keeps));
    out += fmt::format("{}}}\n", sourceOf(layout->source));
  }
  return out + (rules.copiesResults ? "  copies_results: true\n" : "");
}

static std::string overridableRules(OverridableRules const &rules) {
  std::string out = "  overridable:\n";
  if (!rules.apart.empty())
    out += fmt::format("    apart: {}\n", wordsOf(rules.apart));
  return out + slowList(rules.slow, "    ");
}

std::string writeKernelRules(KernelRules const &rules) {
  if (rules.empty())
    return {};
  std::string out = "kernels:\n";
  if (!rules.fuse.empty())
    out += "  fuse:\n";
  for (FusionRule const &rule : rules.fuse) {
    out += fmt::format("    - {{into: {}{}", wordsOf(rule.into), rangeOf(rule.into, "into_range"));
    for (auto [key, selector] : {std::pair("after", &rule.after), {"unless", &rule.unless}})
      if (!selector->empty())
        out += fmt::format(", {}: {}", key, wordsOf(*selector));
    out += fmt::format(", nodes: {}{}", wordsOf(rule.nodes), rangeOf(rule.nodes, "nodes_range"));
    out += rule.residual ? ", residual: true}\n" : "}\n";
  }
  for (auto [key, list] : {std::pair("free", &rules.free), {"merge", &rules.merge}}) {
    if (!list->empty())
      out += fmt::format("  {}:\n", key);
    for (NodeSelector const &selector : *list)
      out += fmt::format("    - {{nodes: {}{}}}\n", wordsOf(selector), rangeOf(selector, "range"));
  }
  out += slowList(rules.slow, "  ");
  if (rules.overridable)
    out += overridableRules(*rules.overridable);
  out += companionsAndLayout(rules);
  if (!rules.delegate)
    return out;
  out += "  delegate:\n";
  if (!rules.delegate->when.empty())
    out += fmt::format("    when: {}\n", settingsOf(rules.delegate->when));
  out += fmt::format("    supported: {}\n", wordsOf(rules.delegate->supported));
  if (!rules.delegate->except.empty())
    out += fmt::format("    except: {}\n", wordsOf(rules.delegate->except));
  if (!rules.delegate->limits.empty())
    out += "    limits:\n";
  for (SizeLimit const &limit : rules.delegate->limits)
    out += fmt::format("      - {{nodes: {}{}{}}}\n", wordsOf(limit.nodes), rangeOf(limit.nodes, "range"),
                       sourceOf(limit.source));
  if (!rules.delegate->fallback.empty())
    out += fmt::format("    fallback: {}\n", settingsOf(rules.delegate->fallback));
  if (rules.delegate->stops)
    out += "    stops: true\n";
  return out;
}

} // namespace eo
