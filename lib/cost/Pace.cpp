#include "lib/cost/Pace.h"

#include <cmath>

namespace eo {

double fastShare(FigureSet const &figures, NetworkWork const &network, double kernelsS) {
  double at = figures.get(BoardFigure::FastAt, 0);
  double launches = network.kernels * figures.get(BoardFigure::Launch, 0);
  double rest = launches + figures.get(BoardFigure::Overhead, 0);
  if (at <= 0 || rest <= 0)
    return 0;
  double load = (kernelsS - launches) / rest;
  return load > 0 ? 1 / (1 + std::pow(at / load, figures.get(BoardFigure::FastSlope, 1))) : 0;
}

Pace paceOf(FigureSet const &figures, NetworkWork const &network, double kernelsS) {
  double fast = fastShare(figures, network, kernelsS);
  return {1 / (1 + (figures.get(BoardFigure::FastSpeed, 1) - 1) * fast),
          1 + (figures.get(BoardFigure::FastPower, 1) - 1) * fast};
}

} // namespace eo
