//===- EnergyOpt.h - runs energy-opt as a user would ----------------------------------------------===//
#ifndef ENERGY_OPT_TESTS_CLI_ENERGYOPT_H
#define ENERGY_OPT_TESTS_CLI_ENERGYOPT_H

#include "tests/cli/RunTool.h"

namespace eo::test {

inline ToolRun energyOpt(std::string const &arguments) { return runTool(ENERGY_OPT_TOOL, arguments); }

} // namespace eo::test

#endif
