#include "tools/energy-opt/BatchRun.h"

#include "lib/support/Error.h"
#include "lib/support/InputFile.h"
#include "tools/common/ContentHash.h"
#include "tools/common/ExitCode.h"
#include "tools/common/Version.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace eo {

/// Build, boards and flags: all that outcomes depend on beside the network.
static llvm::Expected<std::string> questionOf(Options const &options, llvm::ArrayRef<ChosenBoard> boards) {
  std::string text = options.batch.question;
  llvm::raw_string_ostream stream(text);
  printVersion("energy-opt", options.boardPath, stream);
  for (ChosenBoard const &board : boards) {
    llvm::Expected<std::string> hash = sha256OfBoard(*board.model);
    if (!hash)
      return hash.takeError();
    stream << board.model->id << ' ' << *hash << '\n';
    for (auto const &[name, value] : board.settings)
      stream << name << '=' << value << '\n';
  }
  stream.flush();
  return text;
}

static llvm::Expected<std::unique_ptr<ResultCache>> openCache(Options const &options,
                                                              llvm::ArrayRef<ChosenBoard> boards) {
  if (options.batch.cache.empty())
    return nullptr;
  llvm::Expected<std::string> question = questionOf(options, boards);
  if (!question)
    return question.takeError();
  return ResultCache::open(options.batch.cache, std::move(*question));
}

/// What the file has of the batch; nothing of a file that is not there.
static llvm::Expected<ResumePoint> resumePointOf(Options const &options, llvm::ArrayRef<ChosenBoard> boards) {
  std::string const &file = options.batch.resume;
  if (!llvm::sys::fs::exists(file))
    return ResumePoint();
  if (llvm::Error error = refuseNamedPipe(file))
    return usageError("--resume {}: {}", file, takeErrorText(std::move(error)).message);
  auto text = llvm::MemoryBuffer::getFile(file, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!text)
    return usageError("--resume {}: {}", file, text.getError().message());
  std::vector<std::string> ids;
  for (ChosenBoard const &board : boards)
    ids.push_back(board.model->id);
  return resumePoint((*text)->getBuffer(), file, options.models, ids, options.bindings.size());
}

static llvm::Error problemWith(Options const &options, std::error_code problem) {
  return usageError("--resume {}: {}", options.batch.resume, problem.message());
}

/// The file behind its first `bytes`, which stay.
static llvm::Expected<std::unique_ptr<llvm::raw_fd_ostream>> openBehind(Options const &options,
                                                                        size_t bytes) {
  int descriptor = -1;
  if (std::error_code problem =
          llvm::sys::fs::openFileForWrite(options.batch.resume, descriptor, llvm::sys::fs::CD_OpenAlways))
    return problemWith(options, problem);
  auto stream = std::make_unique<llvm::raw_fd_ostream>(descriptor, /*shouldClose=*/true);
  if (std::error_code problem = llvm::sys::fs::resize_file(descriptor, bytes))
    return problemWith(options, problem);
  stream->seek(bytes);
  return stream;
}

/// Whether this run would have written what the file has of a network: other settings, sizes, parts or boards do not.
static llvm::Error checkSample(Options const &options, llvm::ArrayRef<ChosenBoard> boards,
                               ResumePoint const &point, AnalyzeNetworks analyze) {
  if (point.sample.empty())
    return llvm::Error::success();
  Options one = options;
  one.models = {options.models[point.sampleNetwork]};
  std::string written;
  llvm::raw_string_ostream stream(written);
  analyze(one, boards, nullptr, stream);
  if (stream.str() == point.sample)
    return llvm::Error::success();
  return usageError(
      "--resume {}: has another report of '{}' than this run would write: it was written with other "
      "flags or boards, or the network has changed since",
      options.batch.resume, one.models.front());
}

static llvm::Expected<int> goOn(Options const &options, llvm::ArrayRef<ChosenBoard> boards,
                                ResultCache *cache, AnalyzeNetworks analyze) {
  llvm::Expected<ResumePoint> point = resumePointOf(options, boards);
  if (!point)
    return point.takeError();
  if (llvm::Error error = checkSample(options, boards, *point, analyze))
    return error;
  auto stream = openBehind(options, point->bytes);
  if (!stream)
    return stream.takeError();
  Options rest = options;
  rest.models.erase(rest.models.begin(), rest.models.begin() + static_cast<ptrdiff_t>(point->networks));
  if (point->networks != 0)
    llvm::errs() << fmt::format("energy-opt: note: {}: {} of {} networks are done\n", options.batch.resume,
                                point->networks, options.models.size());
  int exitCode = analyze(rest, boards, cache, **stream);
  (*stream)->flush();
  std::error_code problem = (*stream)->error();
  (*stream)->clear_error();
  if (problem)
    return problemWith(options, problem);
  return worse(exitCode, point->exitCode);
}

llvm::Expected<int> runBatch(Options const &options, llvm::ArrayRef<ChosenBoard> boards,
                             llvm::raw_ostream &stream, AnalyzeNetworks analyze) {
  llvm::Expected<std::unique_ptr<ResultCache>> cache = openCache(options, boards);
  if (!cache)
    return cache.takeError();
  llvm::Expected<int> exitCode = options.batch.resume.empty()
                                     ? llvm::Expected<int>(analyze(options, boards, cache->get(), stream))
                                     : goOn(options, boards, cache->get(), analyze);
  if (*cache != nullptr)
    if (llvm::Error error = (*cache)->finish()) {
      llvm::consumeError(exitCode.takeError());
      return error;
    }
  return exitCode;
}

} // namespace eo
