#include "lib/measure/Clock.h"

#include <chrono>
#include <ctime>
#include <thread>

namespace eo {

double monotonicSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void sleepUntil(double seconds) {
  double left = seconds - monotonicSeconds();
  if (left > 0)
    std::this_thread::sleep_for(std::chrono::duration<double>(left));
}

std::string utcNow() {
  std::time_t now = std::time(nullptr);
  char text[32];
  std::tm parts{};
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &parts));
  return text;
}

} // namespace eo
