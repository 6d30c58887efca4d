#include "lib/cost/Inference.h"

#include <algorithm>
#include <cmath>

namespace eo {

double roundedMax(double a, double b) {
  double larger = std::max(a, b), ratio = larger > 0 ? std::min(a, b) / larger : 0;
  double square = ratio * ratio;
  return larger * std::sqrt(std::sqrt(1 + square * square));
}

NetworkTimes networkTimes(FigureSet const &figures, NetworkWork const &network, double kernelsS) {
  double device = figures.get(BoardFigure::Overhead, 0) +
                  network.companions * figures.get(BoardFigure::Launch, KernelFamily::Movement, 0) + kernelsS;
  double host =
      figures.get(BoardFigure::HostOverhead, 0) + network.kernels * figures.get(BoardFigure::HostLaunch, 0);
  double time = roundedMax(device, host);
  return {time * figures.get(BoardFigure::Interval, 1), time * figures.get(BoardFigure::Latency, 1)};
}

} // namespace eo
