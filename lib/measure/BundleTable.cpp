#include "lib/measure/Bundle.h"

#include "lib/support/Error.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <cmath>
#include <set>

namespace eo {

/// A cell of a table; what would break the table becomes '_'.
static std::string cellText(llvm::StringRef text) {
  std::string cell = text.str();
  for (char &c : cell)
    if (c == ',' || c == '"' || c == ';' || static_cast<unsigned char>(c) < ' ')
      c = '_';
  return cell;
}

static std::string numberCell(std::optional<double> value) { return value ? shortest(*value) : ""; }

llvm::Expected<std::string> bundleTable(Bundle const &bundle, llvm::StringRef name) {
  if (bundle.pacedHz)
    return usageError("{}: its networks ran at {:g} inferences a second, so their energies hold the pauses "
                      "between; a board "
                      "is fitted on runs back to back: measure without --paced",
                      name, *bundle.pacedHz);
  std::set<std::string> dims;
  for (NetworkMeasurement const &network : bundle.networks)
    for (std::string const &dim : network.dims)
      dims.insert(cellText(llvm::StringRef(dim).rsplit('=').first));
  std::vector<std::string> header = {"model"};
  for (auto const &[setting, value] : bundle.settings)
    header.push_back(cellText(setting));
  for (std::string const &dim : dims)
    header.push_back("dim:" + dim);
  header.insert(header.end(), {"latency_s", "energy_j", "spread"});
  std::string text = llvm::join(header, ",") + "\n";
  size_t rows = 0;
  for (NetworkVisits const &visits : networksOf(bundle)) {
    if (visits.quickest() == nullptr)
      continue;
    NetworkMeasurement const &network = *visits.quickest();
    std::vector<std::string> row = {cellText(network.model)};
    for (auto const &[setting, value] : bundle.settings)
      row.push_back(cellText(value));
    for (std::string const &dim : dims) {
      auto given = llvm::find_if(network.dims, [&](std::string const &one) {
        return cellText(llvm::StringRef(one).rsplit('=').first) == dim;
      });
      row.push_back(given == network.dims.end() ? "" : cellText(llvm::StringRef(*given).rsplit('=').second));
    }
    row.insert(row.end(),
               {numberCell(network.latencyS), numberCell(network.energyJ), numberCell(visits.spread())});
    text += llvm::join(row, ",") + "\n";
    ++rows;
  }
  if (rows == 0)
    return inputError("{}: no network of it was measured{}", name,
                      bundle.networks.empty()
                          ? ""
                          : "; the first said: " + printable(bundle.networks.front().failure, 200));
  return text;
}

namespace {

/// What must agree between two bundles, by a word for it.
std::map<std::string, std::string> mustAgree(Bundle const &bundle) {
  std::map<std::string, std::string> facts;
  facts["rail"] = bundle.sensor.spec == "none"
                      ? "none"
                      : llvm::join(bundle.sensor.added, " + ") + " of " + bundle.sensor.spec;
  facts["runtime"] = bundle.runner;
  auto first = llvm::find_if(bundle.networks,
                             [](NetworkMeasurement const &network) { return network.failure.empty(); });
  if (first == bundle.networks.end())
    return facts;
  for (auto const &[key, value] : first->facts)
    facts["runtime"] += ", " + key + " " + value;
  for (std::string const &option : bundle.options)
    facts["runtime"] += ", " + option;
  for (auto const &[key, value] : first->before.settled)
    facts["clocks"] += (facts["clocks"].empty() ? "" : ", ") + key + " " + value;
  for (std::string const &dim : first->dims)
    if (llvm::StringRef(dim).contains_insensitive("batch"))
      facts["batch"] = llvm::StringRef(dim).rsplit('=').second.str();
  return facts;
}

/// Median idle power; nothing without sensor.
std::optional<double> idleOf(Bundle const &bundle) {
  std::vector<double> watts;
  for (NetworkMeasurement const &network : bundle.networks)
    if (network.idleBeforeW)
      watts.push_back(*network.idleBeforeW);
  if (watts.empty())
    return std::nullopt;
  llvm::sort(watts);
  return watts[watts.size() / 2];
}

/// Which facts a setting that differs explains.
bool explained(llvm::StringRef fact, Bundle const &a, Bundle const &b) {
  auto value = [](Bundle const &bundle, char const *name) {
    auto found = bundle.settings.find(name);
    return found == bundle.settings.end() ? std::string() : found->second;
  };
  auto differs = [&](char const *name) { return value(a, name) != value(b, name); };
  if (fact == "runtime")
    return differs("runtime") || differs("unit");
  if (fact == "batch")
    return differs("batch");
  if (fact == "clocks" || fact == "idle")
    return differs("power_mode") || differs("freq") || differs("clocks");
  return false;
}

llvm::Error checkPair(Bundle const &a, Bundle const &b, std::string const &nameA, std::string const &nameB) {
  auto refuse = [&](llvm::StringRef fact, std::string const &one, std::string const &other) {
    return usageError("{} and {} differ in {}: '{}' against '{}'; figures of different conditions do not "
                      "belong into one fit: "
                      "fit them apart, or measure them as a setting (--setting)",
                      nameA, nameB, fact, printable(one, 200), printable(other, 200));
  };
  std::map<std::string, std::string> factsA = mustAgree(a), factsB = mustAgree(b);
  std::set<std::string> words;
  for (auto const &[word, value] : factsA)
    words.insert(word);
  for (auto const &[word, value] : factsB)
    words.insert(word);
  for (std::string const &word : words)
    if (factsA[word] != factsB[word] && !explained(word, a, b))
      return refuse(word, factsA[word], factsB[word]);
  std::optional<double> idleA = idleOf(a), idleB = idleOf(b);
  constexpr double mostIdleFactor = 1.25; // temperature alone moves it by a tenth and more
  if (idleA && idleB && std::abs(std::log(*idleA / *idleB)) > std::log(mostIdleFactor) &&
      !explained("idle", a, b))
    return refuse("idle power", fmt::format("{:.3g} W", *idleA), fmt::format("{:.3g} W", *idleB));
  for (NetworkMeasurement const &network : a.networks)
    for (NetworkMeasurement const &other : b.networks)
      if (network.model == other.model && network.sha256 != other.sha256)
        return refuse("the network " + network.model, network.sha256.substr(0, 12),
                      other.sha256.substr(0, 12));
  return llvm::Error::success();
}

} // namespace

llvm::Error checkMixable(llvm::ArrayRef<Bundle> bundles, llvm::ArrayRef<std::string> names) {
  for (size_t i = 1; i < bundles.size(); ++i)
    if (llvm::Error error = checkPair(bundles[0], bundles[i], names[0], names[i]))
      return error;
  return llvm::Error::success();
}

} // namespace eo
