#include "tools/energy-calibrate/Nearest.h"

#include "lib/cost/NetworkCost.h"
#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

namespace eo {

static double middleOf(std::vector<double> values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// How alike the board is; nothing where it cannot price the networks.
static llvm::Expected<std::optional<NearBoard>> compare(ChosenBoard const &board, DataFlags const &data,
                                                        llvm::ArrayRef<MeasurementTable> tables) {
  llvm::Expected<std::unique_ptr<Dataset>> loaded = data.load(board.model.get(), tables.vec());
  if (!loaded)
    return loaded.takeError();
  NetworkPricer pricer(board);
  std::vector<double> ratios;
  for (Sample const &sample : (*loaded)->samples) {
    if (!sample.network || !sample.timeS)
      continue;
    NetworkCost cost = pricer.price(sample.kernels);
    if (cost.latency && cost.latency->value > 0)
      ratios.push_back(std::log(*sample.timeS / cost.latency->value));
  }
  constexpr size_t fewNetworks = 3;
  if (ratios.size() < fewNetworks)
    return std::nullopt;
  double middle = middleOf(ratios);
  std::vector<double> distances;
  for (double ratio : ratios)
    distances.push_back(std::abs(ratio - middle));
  return NearBoard{board.model->id, std::exp(middle), middleOf(std::move(distances))};
}

llvm::Expected<std::vector<NearBoard>> nearestBoards(BoardPath const &path, llvm::StringRef unit,
                                                     llvm::StringRef except, DataFlags const &data,
                                                     llvm::ArrayRef<MeasurementTable> tables) {
  std::vector<NearBoard> near;
  size_t tried = 0;
  for (auto const &[name, file] : findBoards(path)) {
    if (name == except)
      continue;
    std::vector<SettingRequest> requests;
    if (!unit.empty())
      requests.push_back({"", "unit", unit.str()});
    llvm::Expected<ChosenBoard> board = chooseBoard(path, name, requests);
    if (!board) { // another unit
      llvm::consumeError(board.takeError());
      continue;
    }
    if (board->model->formName() != "roofline" || board->model->id == except ||
        llvm::any_of(near, [&](NearBoard const &known) { return known.name == board->model->id; }))
      continue;
    ++tried;
    llvm::Expected<std::optional<NearBoard>> one = compare(*board, data, tables);
    if (!one)
      return one.takeError();
    if (*one)
      near.push_back(std::move(**one));
  }
  if (findBoards(path).empty())
    return usageError("--like=nearest: no board files are found; $ENERGY_OPT_BOARD_PATH names their folder");
  if (tried == 0)
    return usageError("--like=nearest: no board file of the roofline runs on unit={}", unit);
  if (near.empty())
    return inputError("--like=nearest: the tables have times of fewer than three whole networks (layer times "
                      "are none); name a similar board");
  llvm::stable_sort(near, [](NearBoard const &a, NearBoard const &b) { return a.scatter < b.scatter; });
  return near;
}

} // namespace eo
