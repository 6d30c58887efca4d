//===- ProgressLine.h - how far a long run is ------------------------------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_PROGRESSLINE_H
#define ENERGY_OPT_TOOLS_COMMON_PROGRESSLINE_H

#include <cstddef>
#include <string>

namespace eo {

/// "312 of 15625 networks, 211 a second, 1 min 13 s left"; without rate and rest while nothing is done.
std::string progressText(size_t done, size_t total, double elapsedS);

/// What comes on standard output while the line stands.
enum class PrintsMeanwhile : unsigned char { Results, Nothing };

/// One line on standard error that is written over, where that is a terminal and nothing that is printed meanwhile can mix
/// with it: standard output is no terminal, or has nothing yet. Nothing in the first second.
class ProgressLine {
public:
  explicit ProgressLine(size_t total, PrintsMeanwhile prints = PrintsMeanwhile::Results);
  ~ProgressLine() { clear(); }
  ProgressLine(ProgressLine const &) = delete;
  ProgressLine &operator=(ProgressLine const &) = delete;

  /// One more is done. Writes at most five times a second.
  void step();
  /// Takes the line away, so that messages can be printed.
  void clear();

private:
  size_t total, done = 0;
  double startS, shownS;
  bool wanted, visible = false;
};

} // namespace eo

#endif
