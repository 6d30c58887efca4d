//===- Figures.h - what energy-opt says of a network, for the laws ------------------------------------===//
#ifndef ENERGY_OPT_TESTS_LAWS_FIGURES_H
#define ENERGY_OPT_TESTS_LAWS_FIGURES_H

#include "lib/board/BoardModel.h"
#include "tests/laws/NetworkEdit.h"

namespace eo::test {

/// Of one execution; absent figures are not known.
struct Figures {
  std::optional<double> energyJ, lowJ, highJ, latencyS, deviceLatencyS, baseJ;
  std::optional<double> intervalS; ///< from result to result
  double fastestMacsPerS = 0;      ///< of the node that computes fastest
  double layersJ = 0, layersS = 0; ///< sums over the nodes
  bool calibrated = false;         ///< the trust in them
  bool zeroWithMacs = false;       ///< a node with MACs and an energy of 0 that no other node carries
};

/// A shipped board at an operating point.
struct Point {
  std::string name; ///< "agx-xavier precision=fp16"
  ChosenBoard board;
};

/// The shipped boards at their defaults; with `everySetting` also with every other value of each setting, the
/// others left at their defaults.
std::vector<Point> shippedPoints(bool everySetting);
/// One board of each kind of formula, of accelerators one that stops and one that does not.
std::vector<Point> samplePoints();
/// The board at these settings.
Point pointOf(std::string const &board, std::vector<std::pair<std::string, std::string>> const &settings);

/// nullopt where the network cannot be analysed.
std::optional<Figures> figuresOf(onnx::ModelProto const &model, ChosenBoard const &board);
/// The same at every point, which parses the network once.
std::vector<std::optional<Figures>> figuresAt(onnx::ModelProto const &model,
                                              std::vector<Point> const &points);

/// Whether both figures are known, or neither, and they are the same up to the share of the larger.
bool within(std::optional<double> a, std::optional<double> b, double tolerance);

/// The .onnx files a law is tried on: those of testdata, and of $ENERGY_OPT_EXTRA_DATA/models a sample, or with
/// ENERGY_OPT_LAWS=all every one up to 64 MB, with ENERGY_OPT_LAWS=N every Nth.
std::vector<std::string> networks();
bool everything(); ///< ENERGY_OPT_LAWS is set

/// Counts of a law, printed at the end. What stands in Exceptions.cpp is no violation.
class Tally {
public:
  explicit Tally(std::string name) : law(std::move(name)) {}
  ~Tally();
  void check(bool holds, std::string const &what);
  size_t checks() const { return total; }
  size_t violations() const { return broken; }

private:
  std::string law;
  size_t total = 0, broken = 0, excepted = 0;
  std::map<std::string, size_t> seen; ///< violations of a network, of which the first are shown
};

} // namespace eo::test

#endif
