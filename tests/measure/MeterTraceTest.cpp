// Recordings of a meter beside the machine, laid over what the machine did.

#include "lib/measure/MeterTrace.h"
#include "lib/support/Error.h"
#include <algorithm>
#include <gmock/gmock.h>

namespace eo::test {
namespace {

using testing::HasSubstr;

/// Three networks of 5, 7 and 4 s of activity, 3 s of idle around; a run in the middle of each.
Bundle measuredWithoutSensor() {
  Bundle bundle;
  bundle.sensor.spec = "none";
  bundle.idleS = 3;
  double at = 1000;
  for (double lasts : {5.0, 7.0, 4.0}) {
    NetworkMeasurement network;
    network.model = "n";
    network.latencyS = 0.01;
    network.activeBeginS = at;
    network.activeEndS = at + lasts;
    for (double begin = at + 1; begin + 0.5 < at + lasts; begin += 0.5)
      network.runs.push_back({begin, begin + 0.5, 50, 0.5});
    bundle.networks.push_back(network);
    at += lasts + 2 * bundle.idleS;
  }
  return bundle;
}

/// 2 W idle, 6 W at work, 50 samples a second; the machine's second 1000 is the recording's `start`.
PowerTrace recording(Bundle const &bundle, double start, double seconds) {
  PowerTrace trace;
  trace.source = "meter.csv";
  trace.rateHz = 50;
  for (double at = 0.01; at < seconds; at += 0.02) {
    bool busy = false;
    for (NetworkMeasurement const &network : bundle.networks)
      busy |= at - start + 1000 >= network.activeBeginS && at - start + 1000 < network.activeEndS;
    trace.watts.push_back(busy ? 6.0F : 2.0F);
  }
  return trace;
}

std::string failure(PowerTrace const &trace, Bundle bundle) {
  llvm::Expected<MeterAlignment> place = addMeterTrace(trace, "meter", bundle);
  return place ? "it fits" : takeErrorText(place.takeError()).message;
}

TEST(MeterTrace, IsLaidOverIdleAndRuns) {
  Bundle bundle = measuredWithoutSensor();
  MeterAlignment place = llvm::cantFail(addMeterTrace(recording(bundle, 12.34, 60), "meter", bundle));
  EXPECT_NEAR(place.offsetS, 12.34 - 1000, 0.021) << "to a sample";
  EXPECT_GT(place.correlation, 0.98);
  for (NetworkMeasurement const &network : bundle.networks) {
    EXPECT_NEAR(*network.powerW, 6, 1e-6);
    EXPECT_NEAR(*network.energyJ, 0.06, 1e-8); // 6 W · 0.5 s / 50
    EXPECT_NEAR(*network.idleBeforeW, 2, 0.05);
  }
  EXPECT_EQ(bundle.sensor.spec, "trace");
}

TEST(MeterTrace, WhatDoesNotFitIsAnErrorAndNoFigure) {
  Bundle bundle = measuredWithoutSensor();
  EXPECT_THAT(failure(recording(bundle, 12, 20), bundle), HasSubstr("does not hold them all"));
  PowerTrace flat = recording(bundle, 12, 60);
  std::fill(flat.watts.begin(), flat.watts.end(), 3.0F);
  EXPECT_THAT(failure(flat, bundle), HasSubstr("nowhere"));
  PowerTrace timeless = recording(bundle, 12, 60);
  timeless.rateHz = 0;
  EXPECT_THAT(failure(timeless, bundle), HasSubstr("--rate-hz"));
  PowerTrace twice = recording(bundle, 5, 45);
  PowerTrace again = recording(bundle, 5, 45);
  twice.watts.insert(twice.watts.end(), again.watts.begin(), again.watts.end());
  EXPECT_THAT(failure(twice, bundle), HasSubstr("at two places alike"));
  Bundle restless = bundle;
  restless.idleS = 0;
  EXPECT_THAT(failure(recording(bundle, 12, 60), restless), HasSubstr("without idle stretches"));
  Bundle metered = bundle;
  metered.sensor.spec = "rapl";
  EXPECT_THAT(failure(recording(bundle, 12, 60), metered), HasSubstr("has powers of rapl already"));
}

} // namespace
} // namespace eo::test
