#include "tests/measure/FakeMachine.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

namespace eo::test {

FakeMachine::FakeMachine() : oldPath(std::getenv("PATH")) {
  llvm::SmallString<128> path;
  EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("fake-machine", path));
  folder = path.str().str();
}

FakeMachine::~FakeMachine() {
  llvm::sys::fs::remove_directories(folder);
  setenv("PATH", oldPath.c_str(), 1);
}

void FakeMachine::file(std::string const &path, std::string const &text) const {
  std::string whole = folder + "/" + path;
  EXPECT_FALSE(llvm::sys::fs::create_directories(llvm::sys::path::parent_path(whole)));
  std::ofstream(whole) << text;
}

void FakeMachine::program(std::string const &name, std::string const &script) {
  file("bin/" + name, "#!/bin/sh\n" + script);
  EXPECT_FALSE(llvm::sys::fs::setPermissions(folder + "/bin/" + name, llvm::sys::fs::all_all));
  setenv("PATH", (folder + "/bin:" + oldPath).c_str(), 1);
}

SensorOptions FakeMachine::options() const {
  SensorOptions options;
  options.sysfs = folder;
  return options;
}

void addJetsonNano(FakeMachine const &machine) {
  std::string chip = "class/hwmon/hwmon1/";
  machine.file(chip + "name", "ina3221\n");
  int channel = 0;
  for (auto const &[name, mV, mA] :
       {std::tuple("POM_5V_IN", "4800", "1250"), std::tuple("POM_5V_GPU", "4800", "100"),
        std::tuple("POM_5V_CPU", "4800", "500"), std::tuple("sum of shunt voltages", "7", "1850")}) {
    std::string n = std::to_string(++channel);
    machine.file(chip + "in" + n + "_label", name);
    machine.file(chip + "in" + n + "_input", mV);
    machine.file(chip + "curr" + n + "_input", mA);
  }
}

} // namespace eo::test
