#include "lib/trace/formats/Rails.h"
#include <gmock/gmock.h>

using namespace eo;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

struct RailCase {
  std::vector<std::string> names;
  std::vector<size_t> added; ///< empty: a question
  char const *board;
};

} // namespace

// Which rail feeds which: the sources in Rails.def, and what the words say.
TEST(Rails, InputRailElseTheRailsThatAreFedFromNoOther) {
  for (RailCase const &c : {
           RailCase{{"POM_5V_GPU", "POM_5V_IN", "POM_5V_CPU"}, {1}, "Jetson Nano"},
           {{"VDD_IN", "VDD_CPU_GPU", "VDD_SOC"}, {0}, "Jetson TX2 NX"},
           {{"VDD_MUX", "VDD_IN", "VDD_3V3_SYS", "VDD_5V_IO_SYS"}, {1}, "Jetson TX1"},
           {{"GPU", "CPU", "SOC", "CV", "VDDRQ", "SYS5V"}, {0, 1, 2, 3, 4, 5}, "Jetson AGX Xavier"},
           {{"sys5v", "vddrq", "cv", "soc", "cpu", "gpu"}, {0, 1, 2, 3, 4, 5}, "Jetson AGX Xavier"},
           {{"VDDQ_VDD2_1V8AO", "VIN_SYS_5V0", "VDD_CPU_CV", "VDD_GPU_SOC"}, {1, 2, 3}, "Jetson AGX Orin"},
           {{"VDD_GPU_SOC", "VDD_CPU_CV", "VDDQ_VDD2_1V8AO"},
            {0, 1, 2},
            "Jetson AGX Orin"}, // nothing listed feeds the memory
           {{"VDD_GPU_SOC", "NC", "VIN_SYS_5V0", "NC", "VDD_CPU_CV"}, {0, 2, 4}, "Jetson AGX Orin"},
           {{"VDD_GPU", "VDD_CPU_SOC_MSS", "VIN_SYS_5V0", "VIN"}, {3}, "Jetson AGX Thor"},
           {{"CPU_CV", "GPU_SOC", "VIN_SYS_5V0"}, {0, 1, 2}, "Jetson AGX Orin"}, // prefixes left out
           {{"SYS_VIN_HV", "SYS_VIN_MV", "VDD_X"}, {0, 1}, ""},
           {{"VIN_SYS_12V", "VDD_X"}, {0}, ""},
           {{"VDD_TOTAL", "VDD_X"}, {0}, ""},
           {{"cpu", "gpu", "ram"}, {0, 1, 2}, ""},
           {{"cpu0", "cpu1", "cpu"}, {2}, ""},
           {{"a57", "a53", "gpu", "mem"}, {0, 1, 2, 3}, ""},
           {{"package", "core", "uncore", "dram"}, {0, 3}, "Intel or AMD processor (RAPL)"},
           {{"pkg", "cores", "ram"}, {0, 2}, "Intel or AMD processor (RAPL)"},
           {{"package-0", "package-1", "core", "dram"}, {0, 1, 3}, "Intel or AMD processor (RAPL)"},
           {{"psys", "package", "dram"}, {0}, "Intel or AMD processor (RAPL)"},
           {{"anything"}, {0}, ""},
       }) {
    RailChoice choice = chooseRails(c.names);
    EXPECT_EQ(choice.added, c.added) << testing::PrintToString(c.names) << choice.explanation;
    EXPECT_EQ(choice.board.empty(), std::string(c.board).empty()) << choice.board;
    EXPECT_THAT(choice.board, HasSubstr(c.board));
  }
}

TEST(Rails, WhatNeitherTableNorWordsTellIsAQuestion) {
  for (std::vector<std::string> const &names : {
           std::vector<std::string>{"VDD_A", "VDD_B"},
           {"soc", "cpu", "gpu"},        // the SoC may hold the other two
           {"VDD_IN", "VIN"},            // two inputs
           {"input", "output"},          //
           {"VIN_SYS_5V0", "VDD_OTHER"}, // no input, whatever its name
           {"soc_total", "dram"},
           {"GPU", "CPU", "SOC"}, // half of AGX Xavier
           {"VDD_GPU_SOC", "VDD_OTHER"},
       }) {
    RailChoice choice = chooseRails(names);
    EXPECT_THAT(choice.added, IsEmpty()) << testing::PrintToString(names) << choice.explanation;
  }
}

TEST(Rails, RailsOfTheBoardThatTheLogLacksAreNamed) {
  EXPECT_THAT(chooseRails({"VDD_GPU_SOC", "VDD_CPU_CV"}).explanation,
              HasSubstr("not in the log, so not in the sum: VIN_SYS_5V0"));
}
