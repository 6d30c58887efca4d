#include "lib/decide/Choose.h"

#include "lib/cost/TrustLevel.h"
#include "lib/support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <limits>

namespace eo {

llvm::Expected<std::vector<SettingValues>> settingsOf(BoardModel const &board,
                                                      llvm::ArrayRef<SettingRequest> requests, size_t most) {
  llvm::Expected<SettingValues> asked = chooseSettings(board.id, board.settings, requests);
  if (!asked)
    return asked.takeError();
  std::vector<SettingValues> all(1);
  for (size_t i = 0; i < board.settings.size(); ++i) {
    SettingDeclaration const &setting = board.settings[i];
    bool isAsked = llvm::any_of(requests, [&](SettingRequest const &request) {
      return request.name == setting.name && (request.board.empty() || request.board == board.id);
    });
    std::vector<std::string> values =
        isAsked ? std::vector<std::string>{(*asked)[i].second} : setting.allValues();
    if (all.size() * values.size() > most)
      return usageError("board '{}' has more than {} settings: fix one with --setting ({})", board.id, most,
                        setting.name);
    std::vector<SettingValues> longer;
    for (SettingValues const &before : all)
      for (std::string const &value : values) {
        longer.push_back(before);
        longer.back().emplace_back(setting.name, value);
      }
    all = std::move(longer);
  }
  return all;
}

bool isDeclared(BoardModel const &board, SettingValues const &settings) {
  return llvm::any_of(settings, [&](auto const &setting) {
    return board.declaredPoint(setting.first, setting.second) != nullptr;
  });
}

static BoundedFigure scaled(double value, std::optional<double> low, std::optional<double> high,
                            double factor) {
  if (!low || !high)
    return {value * factor, {}, {}};
  return {value * factor, *low * factor, *high * factor};
}

/// Back to back: the board at work all the time.
static void addFigures(Contender &candidate) {
  ReportTotals const &t = candidate.report.totals;
  double samples = static_cast<double>(candidate.report.model.batch.value_or(1));
  if (t.energy)
    candidate.sampleJ = scaled(*t.energy, t.energyLow, t.energyHigh, 1 / samples);
  if (t.latency)
    candidate.latencyS = scaled(*t.latency, t.latencyLow, t.latencyHigh, 1);
  if (t.power && t.energy && *t.energy > 0)
    candidate.powerW = scaled(*t.energy, t.energyLow, t.energyHigh, *t.power / *t.energy);
  if (t.throughput) {
    candidate.ratePerS = BoundedFigure{*t.throughput * samples, {}, {}};
    if (t.latency && t.latencyLow && t.latencyHigh && *t.latencyLow > 0) {
      candidate.ratePerS->low = candidate.ratePerS->value * *t.latency / *t.latencyHigh;
      candidate.ratePerS->high = candidate.ratePerS->value * *t.latency / *t.latencyLow;
    }
  }
}

/// At a rate the power is that of a mission that idles between.
static void powerAtRate(Contender &candidate, double ratePerS) {
  candidate.powerW.reset();
  MissionPlan plan;
  plan.ratePerS = ratePerS;
  llvm::Expected<MissionInference> inference = missionInference(candidate.report, candidate.baseW, plan);
  if (!inference) { // its figures are not known: the limit stays unknown
    llvm::consumeError(inference.takeError());
    return;
  }
  candidate.powerW = solveMission(plan, *inference).meanW;
}

namespace {
/// Judges one candidate against the limits.
class Judge {
public:
  explicit Judge(Contender &judged)
      : candidate(judged), isGuess(judged.report.trust && judged.report.trust->level == TrustLevel::Guess) {}

  void atMost(char const *name, std::optional<BoundedFigure> const &figure, std::optional<double> limit) {
    judge(name, figure, limit, eo::atMost);
  }
  void atLeast(char const *name, std::optional<BoundedFigure> const &figure, std::optional<double> limit) {
    judge(name, figure, limit, eo::atLeast);
  }

private:
  using Rule = MissionVerdict (*)(BoundedFigure const &, double, bool);

  void judge(char const *name, std::optional<BoundedFigure> const &figure, std::optional<double> limit,
             Rule rule) {
    if (!limit)
      return;
    MissionVerdict verdict = figure ? rule(*figure, *limit, isGuess) : MissionVerdict::Unknown;
    if (verdict == MissionVerdict::Fits && !candidate.isAll())
      verdict = MissionVerdict::Unknown;
    settle(name, verdict);
  }

  void settle(char const *name, MissionVerdict verdict) {
    if (verdict == MissionVerdict::Fits)
      return;
    bool isOpenGuess = isGuess && verdict == MissionVerdict::Unknown;
    if (isOpenGuess && candidate.verdict == MissionVerdict::Fits)
      candidate.failing = guessWord;
    if (!isOpenGuess) {
      bool first = candidate.failing.empty() || candidate.failing == guessWord;
      candidate.failing = (first ? "" : candidate.failing + ", ") + std::string(name);
    }
    if (candidate.verdict != MissionVerdict::DoesNotFit)
      candidate.verdict = verdict;
  }

  static constexpr char const *guessWord = "a guess";
  Contender &candidate;
  bool isGuess;
};
} // namespace

/// Whether `a` is at least as good in all that both know, and better in one. What only one of them knows is no
/// ground for either.
static bool dominates(Contender const &a, Contender const &b) {
  if (!a.isAll())
    return false;
  bool better = false;
  for (std::optional<BoundedFigure> Contender::*figure :
       {&Contender::sampleJ, &Contender::latencyS, &Contender::powerW}) {
    if (!(a.*figure) || !(b.*figure)) {
      if ((a.*figure).has_value() != (b.*figure).has_value())
        return false;
      continue;
    }
    if ((a.*figure)->value > (b.*figure)->value)
      return false;
    better |= (a.*figure)->value < (b.*figure)->value;
  }
  return better;
}

static bool overlap(BoundedFigure const &a, BoundedFigure const &b) {
  return a.low.value_or(a.value) <= b.high.value_or(b.value) &&
         b.low.value_or(b.value) <= a.high.value_or(a.value);
}

/// What is minimised: power where a rate is given, else energy.
static std::optional<BoundedFigure> aim(Contender const &candidate, ChoiceLimits const &limits) {
  return limits.ratePerS ? candidate.powerW : candidate.sampleJ;
}

void rankContenders(std::vector<Contender> &candidates, ChoiceLimits const &limits) {
  for (Contender &candidate : candidates) {
    addFigures(candidate);
    if (limits.ratePerS)
      powerAtRate(candidate, *limits.ratePerS);
    if (!candidate.isAll()) {
      candidate.verdict = MissionVerdict::Unknown;
      candidate.failing = "a part without an estimate";
    }
    Judge judge(candidate);
    judge.atMost("energy", candidate.sampleJ, limits.energyJ);
    judge.atMost("latency", candidate.latencyS, limits.latencyS);
    judge.atMost("power", candidate.powerW, limits.powerW);
    judge.atLeast("rate", candidate.ratePerS, limits.ratePerS);
  }
  for (Contender &candidate : candidates)
    candidate.onFront = candidate.verdict != MissionVerdict::DoesNotFit && candidate.isAll() &&
                        aim(candidate, limits) && llvm::none_of(candidates, [&](Contender const &other) {
                          return other.verdict != MissionVerdict::DoesNotFit && dominates(other, candidate);
                        });
  auto order = [](MissionVerdict verdict) {
    return verdict == MissionVerdict::Fits ? 0 : verdict == MissionVerdict::Unknown ? 1 : 2;
  };
  llvm::stable_sort(candidates, [&](Contender const &a, Contender const &b) {
    if (order(a.verdict) != order(b.verdict))
      return order(a.verdict) < order(b.verdict);
    std::optional<BoundedFigure> left = aim(a, limits), right = aim(b, limits);
    if (!left || !right)
      return left.has_value() && !right.has_value();
    return left->value < right->value;
  });
  if (candidates.empty() || candidates.front().verdict == MissionVerdict::DoesNotFit)
    return;
  std::optional<BoundedFigure> least = aim(candidates.front(), limits);
  if (!least || !candidates.front().isAll())
    return;
  candidates.front().best = true;
  for (Contender &candidate : llvm::drop_begin(candidates))
    if (std::optional<BoundedFigure> mine = aim(candidate, limits)) {
      if (!candidate.isAll()) // at least so much: nobody knows how much more
        mine->high = std::numeric_limits<double>::infinity();
      candidate.likeBest = candidate.verdict != MissionVerdict::DoesNotFit && overlap(*least, *mine);
    }
}

} // namespace eo
