#include "tools/energy-calibrate/BoardFolder.h"

#include "lib/measure/Bundle.h"
#include "lib/measure/SmallFile.h"
#include "lib/support/Error.h"
#include "tools/common/Output.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

namespace eo {

std::string machineTitle(std::string const &sysfs) {
  std::map<std::string, std::string> facts = machineFacts(sysfs);
  for (char const *name : {"model", "processor"})
    if (auto fact = facts.find(name); fact != facts.end() && !fact->second.empty())
      return fmt::format("{}, {} cores", fact->second, facts["cores"]);
  return fmt::format("{} machine, {} cores", facts["architecture"], facts["cores"]);
}

/// What a reviewer reads first.
static std::string letter(Bundle const &bundle, llvm::StringRef id, llvm::StringRef validation) {
  std::vector<NetworkVisits> networks = networksOf(bundle);
  auto failed = llvm::count_if(networks, [](NetworkVisits const &one) { return one.good.empty(); });
  std::string text =
      fmt::format("# {}\n\nMeasured on {} by {}.\n\n", id, bundle.begun.substr(0, 10), bundle.tool);
  for (auto const &[name, value] : bundle.machine)
    text += fmt::format("* {}: {}\n", name, value);
  text += bundle.sensor.spec == "none" ? "* power: not measured\n"
                                       : fmt::format("* power: {} of {}, {:g} readings a second\n",
                                                     llvm::join(bundle.sensor.added, " + "),
                                                     bundle.sensor.title, bundle.sensor.rateHz);
  text += fmt::format("* runner: {} {}\n", bundle.runner, llvm::join(bundle.options, " "));
  auto good =
      llvm::find_if(bundle.networks, [](NetworkMeasurement const &one) { return one.failure.empty(); });
  if (good != bundle.networks.end()) {
    for (auto const &[name, value] : good->facts)
      text += fmt::format("* {}: {}\n", name, value);
    for (auto const &[name, value] : good->before.settled)
      text += fmt::format("* {}: {}\n", name, value);
  }
  text += fmt::format("\n{} networks measured, {} failed.\n", networks.size() - static_cast<size_t>(failed),
                      failed);
  std::string doubts;
  size_t doubtful = 0;
  for (NetworkVisits const &network : networks) {
    NetworkMeasurement const &shown = network.good.empty() ? *network.failed : *network.good.front();
    if (network.good.empty())
      text += fmt::format("* {}: {}\n", shown.model, shown.failure);
    std::vector<std::string> said = network.doubts();
    doubtful += said.empty() ? 0 : 1;
    for (std::string const &doubt : said)
      doubts += fmt::format("* {}: {}\n", shown.model, doubt);
  }
  text += "\nOn the networks that were kept aside:\n\n```\n" + validation.str() + "\n```\n";
  if (doubtful > 0) // folded: a shared machine has several a network
    text += fmt::format("\n<details><summary>Doubts about {} of {} networks</summary>\n\n{}\n</details>\n",
                        doubtful, networks.size(), doubts);
  return text;
}

llvm::Error writeBoardFolder(llvm::StringRef folder, llvm::StringRef id) {
  std::string target = (folder + "/pull-request").str();
  if (std::error_code code = llvm::sys::fs::create_directories(target + "/boardmodels"))
    return usageError("{}: {}", target, code.message());
  std::string board = (id + ".yaml").str();
  for (auto const &[from, to] :
       {std::pair(board, "boardmodels/" + board), std::pair(std::string("all.csv"), id.str() + ".csv"),
        std::pair(std::string("bundle/manifest.json"), std::string("manifest.json")),
        std::pair(std::string("fit.txt"), std::string("fit.txt")),
        std::pair(std::string("validate.txt"), std::string("validate.txt")),
        std::pair(std::string("report.html"), std::string("report.html"))})
    if (std::error_code code = llvm::sys::fs::copy_file(folder + "/" + from, target + "/" + to))
      return usageError("{}/{}: {}", folder, from, code.message());
  llvm::Expected<Bundle> bundle = readBundle((folder + "/bundle").str());
  if (!bundle)
    return bundle.takeError();
  llvm::Expected<std::string> validation = readSmallFile((folder + "/validate.txt").str());
  if (!validation)
    return validation.takeError();
  return writeFile(target + "/README.md",
                   [&](llvm::raw_ostream &out) { out << letter(*bundle, id, *validation); });
}

} // namespace eo
