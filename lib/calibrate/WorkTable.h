//===- WorkTable.h - the rows of a roofline fit, reduced to what the formula needs --------------------===//
#ifndef ENERGY_OPT_LIB_CALIBRATE_WORKTABLE_H
#define ENERGY_OPT_LIB_CALIBRATE_WORKTABLE_H

#include "lib/calibrate/Dataset.h"
#include "lib/calibrate/Expectations.h"
#include "lib/cost/Inference.h"
#include "lib/cost/kinds/Roofline.h"
#include <Eigen/Core>

namespace eo {

/// Kernels of one kind of work in a sample: networks repeat themselves.
struct RepeatedWork {
  KernelWork work;
  double count = 1;
  RooflineCost cost = {}; ///< by splitTimes; its times are shares of the row's, of all `count` together
};

/// One row of the fit.
struct WorkRow {
  size_t sample = 0;      ///< index into Dataset::samples
  size_t combination = 0; ///< index into WorkTable::settings
  bool isNetwork = false; ///< has what an inference takes beside its kernels
  NetworkWork network;    ///< of a network; nothing otherwise
  std::vector<RepeatedWork> kernels;
  double timeS = 0, powerW = 0; ///< measured; 0: not
  double latencyS = 0;          ///< measured beside a throughput; 0: not
  /// Of the row among the others, 1 or less: its own standard error s beside what a model leaves (5 %), 1/√(1 + (s/5 %)²).
  double weight = 1;
  /// What the accelerator leaves to another processor takes and draws: another board's figures, known before
  /// the fit.
  double besideS = 0, besideJ = 0;
  double fast = 0; ///< by splitTimes: how far the network is towards the fast pace of lib/cost/Pace.h
  double besideShare = 0, besideW = 0; ///< likewise: the share of the other processor's time, its mean power
};

/// The rows of a data set as work on a board: kernels, bytes and what was measured, as a fit walks them.
class WorkTable {
public:
  std::vector<WorkRow> rows;
  std::vector<size_t> timed, powered;  ///< rows that have each
  std::vector<size_t> delayed;         ///< rows with a latency that is not 1 / throughput
  std::vector<SettingValues> settings; ///< the different combinations
  size_t networks = 0;                 ///< different ones among the rows

  /// ln(predicted / measured) of the mean power of the powered rows; needs splitTimes.
  Eigen::VectorXd powerResiduals(std::vector<FigureSet> const &figures) const;
  /// The same of the latency of the delayed rows.
  Eigen::VectorXd latencyResiduals(std::vector<FigureSet> const &figures) const;
  /// Splits every row's fitted time by what the kernels are busy with.
  void splitTimes(std::vector<FigureSet> const &figures);

  NetworkTimes timesOf(WorkRow const &row, FigureSet const &set) const;
  /// The families whose kernels show the figure.
  std::vector<KernelFamily> families(BoardFigure figure) const;
  /// Families that multiply in some rows and in none at some values of the settings that bring other kernels, `precision`
  /// and `runtime`, by those values.
  std::vector<UnmeasuredFamilies> unmeasuredFamilies() const;
  /// Whether any kernel is a recurrent layer.
  bool hasSteps() const;
  /// How large the rows are, for what is expected of figures.
  Magnitudes magnitudes() const;
};

/// ln(predicted / measured) of the timed rows, again and again: where only some figures have changed since one
/// of the last two calls, only the kernels they concern are priced again. The table outlives it.
class RememberedTimes {
public:
  explicit RememberedTimes(WorkTable const &work);
  Eigen::VectorXd residuals(std::vector<FigureSet> const &figures);

private:
  using Figures = std::array<std::optional<double>, boardFigureCount>;
  /// Seconds in the kernels of one family by row, as found for these figures.
  struct Priced {
    Figures figures;
    std::vector<double> seconds;
  };
  /// Of one combination of settings and family, the latest first.
  struct Entry {
    std::vector<std::vector<RepeatedWork>> kernels; ///< by row of the combination
    std::array<Priced, 2> latest;
  };
  std::vector<double> const &secondsOf(Entry &entry, size_t combination, size_t family, FigureSet const &set);

  WorkTable const &table;
  std::vector<std::vector<size_t>> rowsOf;                ///< into WorkTable::timed, by combination
  std::vector<std::array<Entry, familyCount>> remembered; ///< by combination
};

/// The rows with what they need; bytes at the precision of each row's settings. Rows with an unknown count
/// are an input error naming the place.
llvm::Expected<WorkTable> tabulateWork(BoardModel const &board, Dataset const &data,
                                       llvm::ArrayRef<size_t> rows);

/// What to measure to learn the parameter: "overhead is not identified: add small networks …".
std::string rooflineAdvice(llvm::StringRef parameter);

} // namespace eo

#endif
