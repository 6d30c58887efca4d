#include "lib/text/HeaderUnits.h"
#include <gmock/gmock.h>

using namespace eo;

namespace {
struct HeaderCase {
  char const *header;
  ColumnKind kind;
  double toSi;
  bool hasUnit;
  char const *name;
};
} // namespace

TEST(HeaderUnits, KindAndUnitOfAHeader) {
  using enum ColumnKind;
  for (HeaderCase const &c : {
           HeaderCase{"power_mw", Power, 1e-3, true, "power"},
           {"VDD_IN [W]", Power, 1, true, "VDD_IN"},
           {"Main Avg Power (mW)", Power, 1e-3, true, "Main Avg Power"},
           {"power_kw", Power, 1e3, true, "power"},
           {"Power (\xC2\xB5W)", Power, 1e-6, true, "Power"},
           {"PkgWatt", Power, 1, true, "Pkg"},
           {"Leistung [W]", Power, 1, true, "Leistung"},
           {"power", Power, 1, false, "power"},
           {"Current(uA)", Current, 1e-6, true, "Current"},
           {"ibus_a", Current, 1, true, "ibus"},
           {"rail_a", Other, 1, false, "rail"},
           {"voltage_V", Voltage, 1, true, "voltage"},
           {"energy_mwh", Energy, 3.6, true, "energy"},
           {"Energy (J)", Energy, 1, true, "Energy"},
           {"time_ms", Time, 1e-3, true, "time"},
           {"timestamp", Time, 1, false, "timestamp"},
           {"power_s", Other, 1, false, "power"},
           {"power_mode", Other, 1, false, "power_mode"},
           {"utilization.gpu [%]", Other, 1, false, "utilization.gpu [%]"},
           {"temperature.gpu", Other, 1, false, "temperature.gpu"},
           // Linux, Documentation/hwmon/sysfs-interface
           {"in1_input", Voltage, 1e-3, true, "channel 1"},
           {"curr2_input", Current, 1e-3, true, "channel 2"},
           {"power1_average", Power, 1e-6, true, "channel 1"},
           {"in_power0_input", Power, 1e-3, true, "channel 0"},
       }) {
    ColumnUnit unit = columnUnit(c.header);
    EXPECT_EQ(unit.kind, c.kind) << c.header;
    EXPECT_EQ(unit.hasUnit, c.hasUnit) << c.header;
    EXPECT_EQ(unit.name, c.name) << c.header;
    if (c.hasUnit) {
      EXPECT_DOUBLE_EQ(unit.toSi, c.toSi) << c.header;
    }
  }
}

TEST(HeaderUnits, CellsMayCarryTheirUnit) {
  std::optional<QuantityCell> watts = quantityOf(" 60.25 W"), millivolts = quantityOf("5100mV");
  ASSERT_TRUE(watts && millivolts);
  EXPECT_EQ(watts->kind, ColumnKind::Power);
  EXPECT_DOUBLE_EQ(watts->value, 60.25);
  EXPECT_EQ(millivolts->kind, ColumnKind::Voltage);
  EXPECT_DOUBLE_EQ(millivolts->value, 5.1);
  for (char const *text : {"", "60.25", "W", "60 %", "60 W 3", "1410 MHz", "[N/A]"})
    EXPECT_FALSE(quantityOf(text)) << text;
}

TEST(HeaderUnits, NamesFallIntoWords) {
  EXPECT_THAT(wordsOf("VDD_GPU_SOC"), testing::ElementsAre("vdd", "gpu", "soc"));
  EXPECT_THAT(wordsOf("TotalPower"), testing::ElementsAre("total", "power"));
  EXPECT_THAT(wordsOf("GFXWatt"), testing::ElementsAre("gfx", "watt"));
  EXPECT_THAT(wordsOf("power.draw [W]"), testing::ElementsAre("power", "draw", "w"));
  EXPECT_THAT(wordsOf("cpu0"), testing::ElementsAre("cpu0"));
}
