//===- CApiFuzz.cpp - the C interface on arbitrary requests and networks --------------------------===//
//
// Up to the first byte 0 the input is a request, behind it the network.
//
#include "energy_opt.h"
#include "tools/api/Mcp.h"

#include <algorithm>
#include <cstdlib>
#include <string>

/// Keys that would open files are left to tests: a fuzzer must not read what it makes up.
static bool namesFiles(std::string const &request) {
  return request.find('/') != std::string::npos || request.find(".y") != std::string::npos ||
         request.find('\\') != std::string::npos;
}

extern "C" int LLVMFuzzerTestOneInput(uint8_t const *data, size_t size) {
  static energy_opt_session *session = energy_opt_open("boardmodels", nullptr);
  if (session == nullptr)
    std::abort(); // not run from the source folder
  std::string input(reinterpret_cast<char const *>(data), size);
  size_t end = std::min(input.find('\0'), input.size());
  std::string request = input.substr(0, end), network = input.substr(std::min(end + 1, input.size()));
  if (namesFiles(request))
    return 0;
  energy_opt_error *error = nullptr;
  energy_opt_report *report =
      energy_opt_estimate(session, request.c_str(), network.data(), network.size(), &error);
  if ((report == nullptr) == (error == nullptr))
    std::abort();
  energy_opt_error_free(error);
  if (report != nullptr)
    for (char const *format : {"ndjson", "csv"})
      energy_opt_free(energy_opt_report_write(report, format, nullptr));
  energy_opt_report_free(report);
  energy_opt_free(energy_opt_answer(session, request.c_str()));
  static eo::Session mcp{eo::BoardPath{{"boardmodels"}}};
  eo::answerMcp(mcp, request);
  return 0;
}
