#include "lib/report/Writers.h"
#include "tests/report/SampleReport.h"
#include <gtest/gtest.h>

namespace eo {
namespace {

std::string csv(Report const &report) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeCsv(report, {}, stream);
  return text;
}

TEST(CsvWriter, HeaderAndRowsHoldTheScalarKeysInOrder) {
  EXPECT_EQ(csv(sampleReport()),
            "index,name,op,scope,kernel,macs,other_ops,params,bytes_read,bytes_written,latency_s,power_w,"
            "energy_j,energy_low_j,energy_high_j,energy_base_j,energy_dynamic_j,basis\n"
            "0,\"conv, \"\"one\"\"\",Conv,,k0,1000000,0,432,10,20,,,0.1,,,,,fit\n"
            "1,relu,Relu,block,k1,0,64,,,,,,,,,,,none\n");
}

TEST(CsvWriter, LineBreaksAreQuoted) {
  Report report = sampleReport();
  report.layers = {report.layers[1]};
  report.layers[0].name = "two\nlines";
  EXPECT_NE(csv(report).find("\n1,\"two\nlines\",Relu"), std::string::npos);
}

TEST(CsvWriter, InvalidUtf8IsRepaired) {
  Report report = sampleReport();
  report.layers[1].name = "a\xff";
  EXPECT_NE(csv(report).find("1,a\xEF\xBF\xBD,Relu"), std::string::npos);
}

TEST(CsvWriter, WhatTurnsTheTextRoundIsShown) {
  Report report = sampleReport();
  report.layers[1].name = "a\u202Eb\u00E9";
  EXPECT_NE(csv(report).find("1,a\uFFFDb\u00E9,Relu"), std::string::npos);
}

} // namespace
} // namespace eo
