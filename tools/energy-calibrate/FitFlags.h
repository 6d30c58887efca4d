//===- FitFlags.h - the flags of energy-calibrate fit ---------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_FITFLAGS_H
#define ENERGY_OPT_TOOLS_ENERGY_CALIBRATE_FITFLAGS_H

#include "tools/energy-calibrate/DataFlags.h"

namespace eo {

/// The flags of the verb fit.
struct FitFlags {
  DataFlags data;
  llvm::cl::opt<std::string> kind{"kind",
                                  llvm::cl::desc("Formula of the board (default: latency-power):\n"
                                                 "mac-linear: energy per MAC of layers (Lahmer et al.)\n"
                                                 "latency-power: time and power of kernels\n"
                                                 "polynomial: sparse polynomials (NeuralPower)"),
                                  llvm::cl::init("latency-power")};
  llvm::cl::opt<std::string> form{
      "form", llvm::cl::desc("Form of latency-power (default: the one of less held-out error):\n"
                             "roofline: launch + (arithmetic⁴ + memory⁴)^¼\n"
                             "additive: sum of counts times constants")};
  llvm::cl::opt<std::string> output{"o", llvm::cl::value_desc("FILE"),
                                    llvm::cl::desc("Write the board file")};
  llvm::cl::opt<std::string> from{
      "from", llvm::cl::value_desc("BOARD.yaml"),
      llvm::cl::desc(
          "Take id, title, settings, kernel rules, notes and fixed coefficients from a board file")};
  llvm::cl::list<std::string> priors{
      "prior", llvm::cl::value_desc("BOARD.yaml"),
      llvm::cl::desc(
          "Expect the figures of another fit, as surely as it knew them (repeatable); those --from gives "
          "stand")};
  llvm::cl::opt<std::string> like{
      "like", llvm::cl::value_desc("BOARD,…"),
      llvm::cl::desc(
          "Expect the proportions of similar boards; one network is enough then to fit how fast the "
          "board is as a whole and what it draws. nearest: the board that has the times of the tables up to "
          "a "
          "factor")};
  llvm::cl::opt<std::string> runtime{
      "runtime", llvm::cl::value_desc("NAME"),
      llvm::cl::desc(
          "Which kernels the runtime makes of a network: onnxruntime, tensorrt, tflite, armnn, openvino "
          "(boardmodels/runtimes/), instead of the rules of --from")};
  llvm::cl::opt<std::string> id{"id", llvm::cl::desc("Name of the board (default: of the output file)")};
  llvm::cl::opt<std::string> title{"title", llvm::cl::desc("One line on the board")};
  llvm::cl::opt<std::string> unit{"unit",
                                  llvm::cl::desc("What computes: cpu, gpu, npu, … where no column says so")};
  llvm::cl::opt<std::string> precision{"precision",
                                       llvm::cl::desc("fp32, fp16, bf16 or int8, where no column says so")};
  llvm::cl::opt<std::string> idle{
      "idle", llvm::cl::desc("Whether energies contain what the board draws idle: included or excluded")};
  llvm::cl::opt<double> basePower{
      "base-power", llvm::cl::value_desc("W"),
      llvm::cl::desc("Base power, for tables with a column 'context' (isolated or in-network)")};
  llvm::cl::opt<std::string> rail{"rail", llvm::cl::desc("What was metered, for example VDD_IN")};
  llvm::cl::opt<double> rate{"rate-hz", llvm::cl::desc("Rate of the power samples")};
  llvm::cl::opt<std::string> date{"date", llvm::cl::desc("Date of the fit (default: today)")};
  llvm::cl::opt<std::string> source{"source", llvm::cl::desc("Who measured, or where it is published")};
  llvm::cl::opt<std::string> url{"url", llvm::cl::desc("Link to the source")};
  llvm::cl::list<std::string> notes{"note", llvm::cl::desc("A sentence for the board file (repeatable)")};
  llvm::cl::opt<bool> compare{"compare", llvm::cl::desc("Fit every kind and rank them by held-out error")};
  llvm::cl::opt<bool> json{"json", llvm::cl::desc("Report as JSON")};
  llvm::cl::opt<std::string> html{"html", llvm::cl::value_desc("FILE"),
                                  llvm::cl::desc("Write the report as a page, too")};
};

} // namespace eo

#endif
