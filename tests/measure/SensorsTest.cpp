// Sensors on trees of files that look like boards; watts worked out by hand.

#include "lib/measure/Sensor.h"
#include "lib/support/Error.h"
#include "tests/measure/FakeMachine.h"
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eo::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::unique_ptr<Sensor> opened(std::string const &spec, SensorOptions const &options) {
  llvm::Expected<std::unique_ptr<Sensor>> sensor = openSensor(spec, options);
  if (sensor)
    return std::move(*sensor);
  ADD_FAILURE() << takeErrorText(sensor.takeError()).message;
  return nullptr;
}

std::string failure(std::string const &spec, SensorOptions const &options) {
  llvm::Expected<std::unique_ptr<Sensor>> sensor = openSensor(spec, options);
  return sensor ? "it opens" : takeErrorText(sensor.takeError()).message;
}

/// The next watts; waits for streams.
double watts(Sensor &sensor) {
  for (int attempt = 0; attempt < 40; ++attempt) {
    llvm::Expected<std::optional<PowerReading>> reading = sensor.read();
    if (!reading) {
      ADD_FAILURE() << takeErrorText(reading.takeError()).message;
      return 0;
    }
    if (*reading)
      return (*reading)->watts;
  }
  ADD_FAILURE() << "no reading";
  return 0;
}

TEST(Sensors, OfAJetsonTheInputRailIsThePowerAndThePartsAreNotAdded) {
  FakeMachine machine;
  addJetsonNano(machine);
  std::vector<SensorInfo> sensors = findSensors(machine.options());
  ASSERT_THAT(sensors, SizeIs(1));
  EXPECT_EQ(sensors[0].spec, "hwmon:ina3221");
  EXPECT_THAT(sensors[0].rails, ElementsAre("POM_5V_IN", "POM_5V_GPU", "POM_5V_CPU"));
  EXPECT_THAT(sensors[0].added, ElementsAre("POM_5V_IN"));
  EXPECT_EQ(sensors[0].metered, "module");
  EXPECT_THAT(sensors[0].problem, IsEmpty());
  EXPECT_DOUBLE_EQ(watts(*opened("auto", machine.options())), 6.0); // 4.8 V · 1.25 A
  SensorOptions parts = machine.options();
  parts.rails = {"POM_5V_GPU", "POM_5V_CPU"};
  EXPECT_DOUBLE_EQ(watts(*opened("hwmon", parts)), 2.88); // 4.8 V · 0.6 A
}

TEST(Sensors, AnIna226TellsMicrowatts) {
  FakeMachine machine;
  machine.file("class/hwmon/hwmon0/name", "coretemp");
  machine.file("class/hwmon/hwmon2/name", "ina226");
  machine.file("class/hwmon/hwmon2/power1_input", "3250000\n");
  machine.file("class/hwmon/hwmon2/update_interval", "10");
  std::unique_ptr<Sensor> sensor = opened("hwmon:ina226", machine.options());
  EXPECT_DOUBLE_EQ(watts(*sensor), 3.25);
  EXPECT_EQ(sensor->info().rateHz, 100);
}

TEST(Sensors, RailsNobodyKnowsAreAQuestion) {
  FakeMachine machine;
  for (std::string n : {"1", "2"}) {
    machine.file("class/hwmon/hwmon0/name", "ina219");
    machine.file("class/hwmon/hwmon0/power" + n + "_input", "1000000");
    machine.file("class/hwmon/hwmon0/power" + n + "_label", "VDD_AUX" + n);
  }
  EXPECT_THAT(failure("hwmon", machine.options()), HasSubstr("--rail=NAME"));
  SensorOptions asked = machine.options();
  asked.rails = {"VDD_AUX3"};
  EXPECT_THAT(failure("hwmon", asked), HasSubstr("no rail 'VDD_AUX3'"));
}

TEST(Sensors, JetPack4ShowsItsChipsInIio) {
  FakeMachine machine;
  std::string device = "bus/i2c/drivers/ina3221x/6-0040/iio:device0/";
  machine.file(device + "rail_name_0", "POM_5V_IN");
  machine.file(device + "in_power0_input", "2345");
  machine.file(device + "rail_name_1", "POM_5V_GPU");
  machine.file(device + "in_power1_input", "123");
  EXPECT_DOUBLE_EQ(watts(*opened("iio", machine.options())), 2.345);
}

void addRapl(FakeMachine const &machine, std::string const &package) {
  machine.file("class/powercap/intel-rapl:0/name", "package-0");
  machine.file("class/powercap/intel-rapl:0/energy_uj", package);
  machine.file("class/powercap/intel-rapl:0/max_energy_range_uj", "262143328850");
  machine.file("class/powercap/intel-rapl:0:0/name", "core");
  machine.file("class/powercap/intel-rapl:0:0/energy_uj", "1");
  machine.file("class/powercap/intel-rapl:0:1/name", "dram");
  machine.file("class/powercap/intel-rapl:0:1/energy_uj", "0");
}

TEST(Sensors, ACounterThatWrapsGoesOn) {
  FakeMachine machine;
  addRapl(machine, "262143000000");
  std::unique_ptr<Sensor> sensor = opened("rapl", machine.options());
  EXPECT_THAT(sensor->info().added, ElementsAre("package-0", "dram"));
  llvm::Expected<std::optional<PowerReading>> first = sensor->read();
  ASSERT_TRUE(bool(first));
  EXPECT_FALSE(first->has_value()) << "a counter says nothing alone";
  machine.file("class/powercap/intel-rapl:0/energy_uj",
               "671150"); // 262143.32885 J - 262143 J + 0.67115 J = 1 J on
  usleep(20'000);
  double power = watts(*sensor);
  EXPECT_GT(power, 0);
  EXPECT_LE(power, 1.0 / 0.02);
}

TEST(Sensors, WithoutPermissionTheWayToItIsNamed) {
  if (geteuid() == 0)
    GTEST_SKIP() << "root may read everything";
  FakeMachine machine;
  addRapl(machine, "1");
  chmod((machine.root() + "/class/powercap/intel-rapl:0/energy_uj").c_str(), 0);
  EXPECT_THAT(failure("rapl", machine.options()), HasSubstr("sudo chmod a+r"));
}

TEST(Sensors, ABatteryTellsThePowerWhileItDischarges) {
  FakeMachine machine;
  std::string battery = "class/power_supply/BAT0/";
  machine.file(battery + "type", "Battery");
  machine.file(battery + "status", "Discharging");
  machine.file(battery + "current_now", "-1500000");
  machine.file(battery + "voltage_now", "12000000");
  EXPECT_DOUBLE_EQ(watts(*opened("battery", machine.options())), 18.0); // 1.5 A · 12 V
  machine.file(battery + "status", "Charging");
  EXPECT_THAT(failure("battery", machine.options()), HasSubstr("unplug"));
}

TEST(Sensors, APi5AddsUpTheRailsThatHaveACurrent) {
  FakeMachine machine;
  machine.program("vcgencmd", "cat <<X\n"
                              "  3V3_SYS_A current(3)=0.1A\n  3V3_SYS_V volt(11)=3.3V\n"
                              "  VDD_CORE_A current(7)=2.0A\n  VDD_CORE_V volt(15)=0.9V\n"
                              "  EXT5V_V volt(24)=5.1V\nX\n");
  EXPECT_NEAR(watts(*opened("pmic", machine.options())), 0.33 + 1.8, 1e-12);
}

TEST(Sensors, NvidiaSmiIsReadAsAStream) {
  FakeMachine machine;
  machine.program("nvidia-smi",
                  "case \"$*\" in *loop-ms*) echo 71.25; sleep 60;; *) echo '0, NVIDIA T4, 12.5';; esac");
  std::unique_ptr<Sensor> sensor = opened("nvidia-smi", machine.options());
  EXPECT_EQ(sensor->info().title, "NVIDIA T4, by nvidia-smi");
  EXPECT_DOUBLE_EQ(watts(*sensor), 71.25);
}

TEST(Sensors, ACardWithoutPowerIsListedWithTheReason) {
  FakeMachine machine;
  machine.program("nvidia-smi", "echo '0, Orin (nvgpu), [N/A]'");
  EXPECT_THAT(failure("nvidia-smi", machine.options()), HasSubstr("--sensor=hwmon"));
}

TEST(Sensors, AnyProgramMayBeTheMeter) {
  FakeMachine machine;
  machine.program("meter", "echo time,watts; echo 1000.0, 2.5; sleep 60");
  EXPECT_DOUBLE_EQ(watts(*opened("command:meter", machine.options())), 2.5);
  machine.program("broken", "echo 1e9");
  std::unique_ptr<Sensor> sensor = opened("command:broken", machine.options());
  llvm::Expected<std::optional<PowerReading>> reading = sensor->read();
  ASSERT_FALSE(bool(reading));
  EXPECT_THAT(takeErrorText(reading.takeError()).message, HasSubstr("cannot be a power"));
}

TEST(Sensors, AProgramThatEndsIsAnError) {
  FakeMachine machine;
  machine.program("meter", "echo no meter attached");
  std::unique_ptr<Sensor> sensor = opened("command:meter", machine.options());
  std::string message;
  for (int attempt = 0; attempt < 40 && message.empty(); ++attempt)
    if (llvm::Expected<std::optional<PowerReading>> reading = sensor->read(); !reading)
      message = takeErrorText(reading.takeError()).message;
  EXPECT_THAT(message, HasSubstr("'no meter attached'"));
}

TEST(Sensors, WhatIsNotThereIsNamedWithWhatIs) {
  FakeMachine machine;
  EXPECT_THAT(failure("auto", machine.options()), HasSubstr("command:PROGRAM"));
  addJetsonNano(machine);
  EXPECT_THAT(failure("hwmn", machine.options()), HasSubstr("did you mean 'hwmon'"));
  EXPECT_THAT(failure("rapl", machine.options()), HasSubstr("it has hwmon:ina3221"));
  EXPECT_THAT(failure("hwmon:ina219", machine.options()), HasSubstr("there are hwmon:ina3221"));
  EXPECT_THAT(failure("command:", machine.options()), HasSubstr("names no program"));
}

} // namespace
} // namespace eo::test
