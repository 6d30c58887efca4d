//===- VerbMerge.cpp - energy-opt merge: the parts of a batch as one -----------------------------------===//

#include "lib/report/MergeRecords.h"
#include "lib/support/Error.h"
#include "lib/support/InputFile.h"
#include "tools/common/ExitCode.h"
#include "tools/common/NetworkFiles.h"
#include "tools/common/Output.h"
#include "tools/energy-opt/Verbs.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"

namespace eo {

namespace cl = llvm::cl;

static constexpr char const *mergeOverview =
    R"(the parts of a batch as one: what a single run would have written, byte for byte

  for i in 1 2 3 4; do energy-opt --board=ncs2 --format=ndjson --shard=$i/4 nets/ > part-$i.ndjson & done; wait
  energy-opt merge --networks=nets/ part-*.ndjson > all.ndjson

Without --networks or --files-from the networks stand in the order of their paths, as those of one folder do. Of a part
that was cut off, the line that has no end is left out.

Exit codes: 0 fine, 2 wrong usage, 3 parts that are no records or contradict each other, or networks that no part has.
)";

namespace {
/// What the command line names.
struct MergeFlags {
  cl::list<std::string> parts{cl::Positional, cl::OneOrMore, cl::desc("PART.ndjson...")};
  cl::list<std::string> networks{
      "networks", cl::CommaSeparated, cl::value_desc("N[,N...]"),
      cl::desc("the networks of the batch as the runs named them: files, folders, patterns")};
  cl::opt<std::string> filesFrom{
      "files-from", cl::value_desc("FILE"),
      cl::desc("the same, named in FILE (- is standard input), a line or NUL each")};
  cl::opt<std::string> output{"o", cl::value_desc("FILE"), cl::desc("write to FILE")};
};
/// The parts, and the texts that they refer to.
struct MergeInput {
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> texts;
  std::vector<RecordPart> parts;
};
} // namespace

static llvm::Expected<std::vector<std::string>> mergeOrder(MergeFlags const &flags) {
  std::vector<std::string> named(flags.networks.begin(), flags.networks.end()), order;
  if (!flags.filesFrom.empty()) {
    llvm::Expected<std::vector<std::string>> listed = readFileList(flags.filesFrom);
    if (!listed)
      return listed.takeError();
    named.insert(named.end(), listed->begin(), listed->end());
  }
  for (std::string const &one : named) {
    llvm::Expected<std::vector<std::string>> files = networksNamed(one);
    if (!files)
      return files.takeError();
    order.insert(order.end(), files->begin(), files->end());
  }
  return order;
}

static llvm::Expected<MergeInput> readParts(MergeFlags const &flags) {
  MergeInput input;
  for (std::string const &name : flags.parts) {
    if (llvm::Error error = refuseNamedPipe(name))
      return usageError("{}: {}", name, takeErrorText(std::move(error)).message);
    auto text = llvm::MemoryBuffer::getFileOrSTDIN(name, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    if (!text)
      return usageError("{}: {}", name, text.getError().message());
    llvm::Expected<RecordFile> file = readRecords((*text)->getBuffer(), name);
    if (!file)
      return file.takeError();
    if (file->completeBytes != (*text)->getBufferSize())
      llvm::errs() << "energy-opt: note: " << name << ": its last line has no end and is left out\n";
    input.texts.push_back(std::move(*text));
    input.parts.push_back({name, std::move(*file)});
  }
  return input;
}

static void nameMissing(llvm::ArrayRef<std::string> missing) {
  constexpr size_t shown = 5;
  for (std::string const &path : missing.take_front(shown))
    llvm::errs() << "energy-opt: error: " << path << ": no part has it\n";
  if (missing.size() > shown)
    llvm::errs() << "energy-opt: error: and " << missing.size() - shown << " more\n";
}

int runMerge(int argc, char const *const *argv) {
  MergeFlags flags;
  if (std::optional<int> code = parseOptVerb(argc, argv, mergeOverview))
    return *code;
  llvm::Expected<std::vector<std::string>> order = mergeOrder(flags);
  if (!order)
    return failWith("energy-opt", order.takeError());
  llvm::Expected<MergeInput> input = readParts(flags);
  if (!input)
    return failWith("energy-opt", input.takeError());
  llvm::Expected<int> code = writeOutput(flags.output, [&](llvm::raw_ostream &stream) {
    llvm::Expected<MergeResult> merged = mergeRecords(input->parts, *order, stream);
    if (!merged)
      return failWith("energy-opt", merged.takeError());
    nameMissing(merged->missing);
    return merged->missing.empty() ? exitFine : exitInput;
  });
  return code ? *code : failWith("energy-opt", code.takeError());
}

} // namespace eo
