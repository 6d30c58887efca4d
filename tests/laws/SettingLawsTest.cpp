//===- SettingLawsTest.cpp - what settings and silicon allow ----------------------------------------------===//
//
// A slower operating point is not faster, more requests in flight do not lower the throughput, a newer board of a
// family is not slower, and nothing computes faster than its silicon.
//
#include "tests/laws/Figures.h"
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace eo;
using namespace eo::test;

namespace {

constexpr double rounding = 1 + 1e-9;

std::string nameOf(std::string const &file) { return file.substr(file.rfind('/') + 1); }

/// Values of one setting, the fastest first. Values of one number were set by the same clocks or more.
struct Speeds {
  char const *setting;
  std::vector<char const *> fastestFirst;
};

std::vector<Speeds> const &speeds() {
  static std::vector<Speeds> const all = {{"power_mode", {"maxn", "30w", "15w", "10w"}},
                                          {"power_mode", {"maxn", "max-p", "max-q"}},
                                          {"power_mode", {"maxn", "maxq-829", "maxq-625"}},
                                          {"power_mode", {"maxp", "maxq"}},
                                          {"power_mode", {"maxn", "5w"}},
                                          {"freq", {"max", "std"}}};
  return all;
}

/// The points of a board at each of the values it has, in their order.
std::vector<Point> pointsOf(Point const &board, Speeds const &order) {
  std::vector<Point> points;
  for (SettingDeclaration const &setting : board.board.model->settings)
    if (setting.name == order.setting)
      for (char const *value : order.fastestFirst)
        if (std::find(setting.values.begin(), setting.values.end(), value) != setting.values.end())
          points.push_back(pointOf(board.name, {{order.setting, value}}));
  return points;
}

TEST(SettingLaw, ASlowerModeIsNotFaster) {
  Tally tally("mode");
  for (Point const &board : shippedPoints(false))
    for (Speeds const &order : speeds()) {
      std::vector<Point> points = pointsOf(board, order);
      if (points.size() < 2)
        continue;
      for (std::string const &file : networks()) {
        auto found = figuresAt(readMessage<onnx::ModelProto>(file), points);
        for (size_t i = 1; i < points.size(); ++i)
          if (found[i - 1] && found[i] && found[i - 1]->latencyS && found[i]->latencyS)
            tally.check(*found[i - 1]->latencyS <= *found[i]->latencyS * rounding,
                        fmt::format("{} on {}: {} s against {} s at {}", nameOf(file), points[i].name,
                                    *found[i]->latencyS, *found[i - 1]->latencyS, points[i - 1].name));
      }
    }
  EXPECT_EQ(tally.violations(), 0U);
}

TEST(SettingLaw, MoreRequestsInFlightLowerNoThroughput) {
  Tally tally("nireq");
  for (Point const &board : shippedPoints(false)) {
    std::vector<Point> points = pointsOf(board, {"nireq", {"1", "2", "3", "4"}});
    if (points.size() < 2)
      continue;
    for (std::string const &file : networks()) {
      auto found = figuresAt(readMessage<onnx::ModelProto>(file), points);
      for (size_t i = 1; i < points.size(); ++i)
        if (found[i - 1] && found[i] && found[i - 1]->intervalS && found[i]->intervalS)
          tally.check(*found[i]->intervalS <= *found[i - 1]->intervalS * rounding,
                      fmt::format("{} on {}: every {} s against {} s at {}", nameOf(file), points[i].name,
                                  *found[i]->intervalS, *found[i - 1]->intervalS, points[i - 1].name));
    }
  }
  EXPECT_EQ(tally.violations(), 0U);
}

/// The kernels decide and not the host, whose share hangs on the runtime that was measured.
bool isOfKernels(std::optional<Figures> const &found) {
  return found && found->latencyS && found->deviceLatencyS &&
         *found->deviceLatencyS >= 0.9 * *found->latencyS;
}

TEST(SettingLaw, ALargerBoardOfAFamilyIsNotSlower) {
  Tally tally("generations");
  for (char const *precision : {"fp32", "fp16"}) {
    std::vector<Point> points;
    for (char const *board : {"jetson-nano", "jetson-tx2-gpu", "agx-xavier"})
      points.push_back(pointOf(board, {{"precision", precision}}));
    std::vector<std::string> files = networks();
    if (char const *extra = std::getenv("ENERGY_OPT_EXTRA_DATA"); extra != nullptr && !everything())
      for (char const *name : {"tv_resnet18_op13_xd.onnx", "dk_yolov3_tiny_416_op11_xd.onnx"})
        files.push_back(std::string(extra) + "/models/" + name);
    for (std::string const &file : files) {
      auto found = figuresAt(readMessage<onnx::ModelProto>(file), points);
      for (size_t i = 1; i < points.size(); ++i)
        if (isOfKernels(found[i - 1]) && isOfKernels(found[i]))
          tally.check(*found[i]->latencyS <= *found[i - 1]->latencyS * rounding,
                      fmt::format("{} on {}: {} s against {} s on {}", nameOf(file), points[i].name,
                                  *found[i]->latencyS, *found[i - 1]->latencyS, points[i - 1].name));
    }
  }
  EXPECT_EQ(tally.violations(), 0U);
}

/// What the silicon multiplies and adds at most, in 10⁹/s, at the highest clock of the board: cores · lanes · clock, or
/// half of what the maker states as operations.
struct Silicon {
  char const *board, *precision; ///< "" where the board has but one
  double gigaMacs;
  char const *why;
};

std::vector<Silicon> const &silicon() {
  static std::vector<Silicon> const all = {
      {"jetson-nano", "fp32", 118, "128 CUDA cores, 921.6 MHz"},
      {"jetson-nano", "fp16", 236, "two a core: NVIDIA states 472 GFLOPS"},
      {"jetson-tx2-gpu", "fp32", 333, "256 CUDA cores, 1.3 GHz"},
      {"jetson-tx2-gpu", "fp16", 666, "two a core: NVIDIA states 1.33 TFLOPS"},
      {"agx-xavier", "fp32", 705, "512 CUDA cores, 1.377 GHz"},
      {"agx-xavier", "fp16", 5640, "64 tensor cores of 64 MAC, 1.377 GHz: NVIDIA states 11 TFLOPS"},
      {"agx-xavier-dla", "", 1250, "NVIDIA states 2.5 TFLOPS at fp16 for each of the two"},
      {"agx-orin", "int8", 42500, "NVIDIA states 85 TOPS without sparsity for the GPU"},
      {"agx-orin", "fp16", 21250, "half of that"},
      {"orin-nano", "", 5000,
       "1024 CUDA cores, 32 tensor cores: NVIDIA states 20 TOPS without sparsity at int8"},
      {"edge-tpu", "", 2000, "Google states 4 TOPS"},
      {"ncs2", "", 600, "Intel states 1 TOPS for the engines; 16 processors of 8 lanes at 700 MHz"},
      {"imx8mp", "", 1150, "NXP states 2.3 TOPS"},
      {"raspberry-pi-5", "", 76.8, "4 Cortex-A76 of 8 lanes, 2.4 GHz"},
      {"raspberry-pi-4", "fp32", 28.8, "4 Cortex-A72 of 4 lanes, 1.8 GHz"},
      {"rk3588", "fp32", 105.6, "4 Cortex-A76 of 8 lanes at 2.4 GHz, 4 Cortex-A55 of 4 at 1.8 GHz"},
      {"odroid-n2plus", "fp32", 54.4, "4 Cortex-A73 of 4 lanes at 2.4 GHz, 2 Cortex-A53 of 4 at 2 GHz"},
      {"xeon-w2155", "", 1440, "10 cores of 32 lanes, 4.5 GHz"},
      {"quadro-rtx-5000", "", 5580, "3072 CUDA cores, 1.815 GHz"}};
  return all;
}

/// Winograd's F(2x2, 3x3) multiplies 2.25 times less than it is counted.
constexpr double winograd = 2.25;

TEST(SettingLaw, NothingComputesFasterThanItsSilicon) {
  Tally tally("silicon");
  std::vector<Point> points;
  for (Silicon const &one : silicon())
    points.push_back(pointOf(
        one.board, *one.precision == 0
                       ? std::vector<std::pair<std::string, std::string>>()
                       : std::vector<std::pair<std::string, std::string>>{{"precision", one.precision}}));
  for (std::string const &file : networks()) {
    auto found = figuresAt(readMessage<onnx::ModelProto>(file), points);
    for (size_t i = 0; i < points.size(); ++i)
      if (found[i] && found[i]->fastestMacsPerS > 0)
        tally.check(found[i]->fastestMacsPerS <= winograd * 1e9 * silicon()[i].gigaMacs,
                    fmt::format("{} on {}: {} GMAC/s against {} ({})", nameOf(file), points[i].name,
                                found[i]->fastestMacsPerS / 1e9, silicon()[i].gigaMacs, silicon()[i].why));
  }
  EXPECT_EQ(tally.violations(), 0U);
}

} // namespace
