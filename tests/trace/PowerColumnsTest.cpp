#include "lib/trace/formats/PowerColumns.h"
#include "lib/support/Error.h"
#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

namespace {

struct Choice {
  std::string sum, error; ///< "total_w", "i_a * v_v + …"
};

Choice choose(std::vector<std::string> const &headers, std::vector<std::string> const &named = {},
              bool supply = false) {
  std::vector<ColumnUnit> columns;
  for (std::string const &header : headers)
    columns.push_back(columnUnit(header));
  auto choice = named.empty() ? choosePower(columns, headers, supply, "file: line 1")
                              : namedPower(named, columns, headers, supply, "file: line 1");
  Choice result;
  if (!choice) {
    result.error = takeErrorText(choice.takeError()).message;
    return result;
  }
  for (PowerTerm const &term : choice->terms) {
    result.sum += result.sum.empty() ? "" : " + ";
    result.sum += term.power ? headers[*term.power]
                             : headers[*term.current] + (term.voltage ? " * " + headers[*term.voltage] : "");
  }
  return result;
}

struct ColumnCase {
  std::vector<std::string> headers;
  char const *sum;
};

} // namespace

TEST(PowerColumns, WordsTellWhichColumnIsThePower) {
  for (ColumnCase const &c : {
           // the whole against parts
           ColumnCase{{"cpu_w", "gpu_w", "total_w"}, "total_w"},
           {{"Ptot_mW", "P_CPU_mW", "P_GPU_mW"}, "Ptot_mW"},
           {{"System Power (W)", "CPU Power (W)"}, "System Power (W)"},
           {{"wall_power_w", "soc_power_w"}, "wall_power_w"},
           {{"package_power_w", "core0_power_w", "core1_power_w"}, "package_power_w"},
           {{"cpu_power_w", "gpu_power_w"}, "cpu_power_w + gpu_power_w"},
           {{"gpu_0_w", "gpu_1_w", "total_gpu_w"}, "total_gpu_w"},
           {{"CPU Power (mW)", "GPU Power (mW)", "Combined Power CPU + GPU (mW)"},
            "Combined Power CPU + GPU (mW)"},
           // present values, means, extremes
           {{"power_avg_w", "power_w"}, "power_w"},
           {{"power.draw.average [W]", "power.draw.instant [W]"}, "power.draw.instant [W]"},
           {{"power_w", "power_1m_avg_w", "power_10s_avg_w"}, "power_w"},
           {{"instant_power_w", "running_avg_power_w"}, "instant_power_w"},
           {{"power_max_w", "power_mean_w", "power_min_w", "power_std_w"}, "power_mean_w"},
           {{"p99_power_w", "median_power_w", "mean_power_w"}, "mean_power_w"},
           // limits and what is not drawn
           {{"enforced power limit (W)", "power draw (W)"}, "power draw (W)"},
           {{"tdp_w", "power_w", "power_cap_w", "PL1 (W)"}, "power_w"},
           {{"apparent_power_w", "active_power_w", "reactive_power_w"}, "active_power_w"},
           {{"estimated_power_w", "measured_power_w"}, "measured_power_w"},
           // current and voltage
           {{"shunt_mv", "bus_v", "current_ma"}, "current_ma * bus_v"},
           {{"vsense_mv", "vbus_v", "ibus_a"}, "ibus_a * vbus_v"},
           {{"cpu_voltage_v", "cpu_current_a", "gpu_voltage_v", "gpu_current_a"},
            "cpu_current_a * cpu_voltage_v + gpu_current_a * gpu_voltage_v"},
           {{"current_max_a", "current_avg_a", "voltage_v", "voltage_max_v"}, "current_avg_a * voltage_v"},
           {{"current_ma", "voltage_v", "power_mw"}, "power_mw"},
       }) {
    Choice choice = choose(c.headers);
    EXPECT_EQ(choice.sum, c.sum) << testing::PrintToString(c.headers) << choice.error;
  }
}

TEST(PowerColumns, WhatTheyDoNotTellIsAQuestionWithTheFlag) {
  for (std::vector<std::string> const &headers : {
           std::vector<std::string>{"input_power_w", "output_power_w"},
           {"power_w", "gpu_power_w"},
           {"dc_power_w", "ac_power_w"},
           {"power_w", "power_mw"},
           {"channel1_power_w", "channel2_power_w"},
           {"power_w", "idle_power_w"},
           {"power_w", "power_raw_w"},
           {"l1_power_w", "l2_power_w", "l3_power_w"},
           {"in_voltage_v", "in_current_a", "out_voltage_v", "out_current_a"},
           {"supply_v", "core_v", "current_a"},
           {"soc_power_w", "cpu_power_w"},
           {"edge_power_w", "server_power_w"},
           {"gpu_total_w", "cpu_w"}, // the total of the GPU only
           {"power_p50_w", "power_p99_w"},
           {"power_limit_w"},
       }) {
    Choice choice = choose(headers);
    EXPECT_EQ(choice.sum, "") << testing::PrintToString(headers);
    EXPECT_THAT(choice.error, HasSubstr("which column is the ")) << testing::PrintToString(headers);
    EXPECT_THAT(choice.error, HasSubstr("choose with --column=")) << testing::PrintToString(headers);
  }
}

TEST(PowerColumns, CurrentAloneNeedsTheSupply) {
  EXPECT_THAT(choose({"current_ma"}).error, HasSubstr("give --supply-v"));
  EXPECT_EQ(choose({"current_ma"}, {}, true).sum, "current_ma");
}

TEST(PowerColumns, NamesAnswerTheQuestion) {
  EXPECT_EQ(choose({"input_power_w", "output_power_w"}, {"input_power_w"}).sum, "input_power_w");
  EXPECT_EQ(choose({"input_power_w", "output_power_w"}, {"Output_Power"}).sum, "output_power_w");
  EXPECT_EQ(choose({"a_power_w", "b_power_w", "c_power_w"}, {"c", "a"}).sum, "a_power_w + c_power_w");
  EXPECT_EQ(choose({"supply_v", "core_v", "current_a"}, {"current_a", "core_v"}).sum, "current_a * core_v");
  EXPECT_EQ(choose({"VDD_IN (mV)", "VDD_IN (mA)", "VDD_SOC (mV)", "VDD_SOC (mA)"}, {"vdd_soc"}).sum,
            "VDD_SOC (mA) * VDD_SOC (mV)");
  EXPECT_EQ(choose({"vdd_in_mw", "vdd_in_avg_mw", "vdd_soc_mw"}, {"VDD_IN"}).sum,
            "vdd_in_mw"); // not its mean on top
}

TEST(PowerColumns, NamesThatDoNotNameOneColumnAreUsageErrors) {
  EXPECT_THAT(choose({"power_w", "gpu_power_w"}, {"gpo_power_w"}).error,
              HasSubstr("no column 'gpo_power_w'; did you mean 'gpu_power_w'"));
  EXPECT_THAT(choose({"power_w", "power_w"}, {"power_w"}).error, HasSubstr("are both called 'power_w'"));
  EXPECT_THAT(choose({"power_w", "temperature_c"}, {"temperature_c"}).error,
              HasSubstr("is no power, current or voltage"));
  EXPECT_THAT(choose({"current_a", "voltage_v"}, {"voltage_v"}).error,
              HasSubstr("name the power, or the current"));
}
