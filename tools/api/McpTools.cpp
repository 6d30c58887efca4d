#include "tools/api/McpTools.h"

namespace eo {

/// What every question about a network may say beside its path.
static constexpr char const *shared =
    R"("board":{"type":"string","description":"name of the board as the tool 'boards' lists it; without one, counts and memory only"},
     "settings":{"type":"object","description":"operating point, for example {\"power_mode\":\"15w\",\"unit\":\"dla\"}","additionalProperties":{"type":"string"}},
     "dims":{"type":"object","description":"values of open dimensions, for example {\"batch\":8}","additionalProperties":{"type":["integer","string"]}},
     "values":{"type":"object","description":"what inputs hold that steer If or Loop","additionalProperties":{"type":["number","boolean"]}})";

std::string mcpToolList() {
  return std::string(R"({"tools":[
  {"name":"estimate",
   "description":"Energy, time, power, MACs and memory of one inference of an ONNX network, in total and by layer, with intervals and trust.",
   "inputSchema":{"type":"object","required":["path"],"properties":{
     "path":{"type":"string","description":"the ONNX file"},
     "parts":{"type":"array","items":{"enum":["totals","layers"]},"description":"[\"totals\"] leaves the layers out; large networks have thousands"},)") +
         shared + R"(}}},
  {"name":"compare",
   "description":"What changed between two versions of a network, layer by layer, and whether the difference in energy is more than the estimate's error.",
   "inputSchema":{"type":"object","required":["before","after"],"properties":{
     "before":{"type":"string","description":"the old ONNX file"},
     "after":{"type":"string","description":"the new ONNX file"},)" +
         shared + R"(}}},
  {"name":"lint",
   "description":"Checks a network against budgets (FITS, DOES NOT FIT, UNKNOWN) and for what wastes energy; findings name the layer, the remedy and its saving, re-estimated.",
   "inputSchema":{"type":"object","required":["path"],"properties":{
     "path":{"type":"string","description":"the ONNX file"},
     "budgets":{"type":"array","items":{"type":"string"},"description":"for example [\"energy=20mJ\",\"latency=30ms\"]"},
     "rules":{"type":"object","description":"levels of rules: {\"all\":\"off\"}","additionalProperties":{"enum":["off","note","warn","error"]}},)" +
         shared + R"(}}},
  {"name":"explain",
   "description":"What a diagnostic code such as EO0501 or a lint rule means, why it matters and how to fix it.",
   "inputSchema":{"type":"object","required":["code"],"properties":{"code":{"type":"string"}}}},
  {"name":"boards",
   "description":"Every board that estimates can be made for, with its settings and their values.",
   "inputSchema":{"type":"object","properties":{}}}]})";
}

} // namespace eo
