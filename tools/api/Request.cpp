#include "tools/api/Request.h"

#include "lib/pass/DimNames.h"
#include "lib/support/Error.h"
#include "lib/support/Spelling.h"
#include "lib/support/Utf8.h"
#include "lib/text/JsonReader.h"
#include "tools/api/Base64.h"
#include "tools/api/LintFlags.h"
#include "tools/common/Dims.h"
#include "llvm/ADT/STLExtras.h"

namespace eo {

namespace {
/// Takes the members of the object one after another; the first thing that is wrong stops it.
class RequestReader {
public:
  RequestReader(llvm::StringRef text, llvm::StringRef name, Request &target)
      : json(text, name), request(target) {}

  llvm::Error read() {
    json.uniqueObject([&](llvm::StringRef key) { member(key); });
    json.end();
    llvm::sort(request.settings, [](auto const &a, auto const &b) { return a.name < b.name; });
    return json.takeError();
  }

private:
  using Kind = JsonReader::Kind;

  void member(llvm::StringRef key) {
    static constexpr std::pair<llvm::StringLiteral, void (RequestReader::*)()> members[] = {
        {"id", &RequestReader::id},
        {"path", &RequestReader::path},
        {"bytes", &RequestReader::bytes},
        {"board", &RequestReader::board},
        {"settings", &RequestReader::settings},
        {"input_content", &RequestReader::inputContent},
        {"power_w", &RequestReader::power},
        {"dims", &RequestReader::dims},
        {"shapes", &RequestReader::shapes},
        {"values", &RequestReader::values},
        {"mac_convention", &RequestReader::macConvention},
        {"edits", &RequestReader::edits},
        {"parts", &RequestReader::parts},
        {"budgets", &RequestReader::budgets},
        {"rules", &RequestReader::rules},
        {"unknown", &RequestReader::unknown},
        {"min_coverage", &RequestReader::minCoverage},
    };
    static constexpr llvm::StringLiteral ofLint[] = {"budgets", "rules", "unknown", "min_coverage"};
    std::vector<std::string> known;
    if (llvm::is_contained(ofLint, key) && json.next() != Kind::Null && request.lintKey.empty())
      request.lintKey = key.str();
    for (auto const &[name, take] : members) {
      if (name == key) // null is what other languages send for what they leave out; an id may be null
        return key != "id" && json.next() == Kind::Null ? json.skip() : (this->*take)();
      known.push_back(name.str());
    }
    json.skip();
    json.complain(fmt::format("unknown key '{}'{} (known: {})", printable(key, 40), didYouMean(key, known),
                              llvm::join(known, ", ")));
  }

  void refuse(llvm::Error error) {
    if (error)
      json.complain(takeErrorText(std::move(error)).message);
  }

  void id() {
    if (json.next() == Kind::Object || json.next() == Kind::Array)
      return json.complain("expected text or a number");
    llvm::StringRef raw = json.raw();
    if (!json.failed())
      request.id = raw.str();
  }
  void path() { request.path = json.text(); }
  void board() { request.board = json.text(); }
  void inputContent() { request.inputContent = json.text(); }

  void bytes() {
    if (json.next() != Kind::Text)
      return static_cast<void>(json.text());
    std::string text = json.raw().str(); // longer than any text that people write
    if (json.failed())                   // not even closed
      return;
    for (size_t at = text.find("\\/"); at != std::string::npos; at = text.find("\\/", at))
      text.erase(at, 1);
    request.bytes = decodeBase64(llvm::StringRef(text).drop_front().drop_back());
    if (!request.bytes && !json.failed())
      json.complain("is no base64");
  }

  /// A word or a number of JSON as the command line would have it.
  std::string word() {
    if (json.next() == Kind::Text)
      return json.text();
    if (json.next() == Kind::Number || json.next() == Kind::Boolean)
      return json.raw().str();
    json.skip();
    json.complain("expected text, a number, true or false");
    return "";
  }

  void settings() {
    json.uniqueObject([&](llvm::StringRef key) { request.settings.push_back({"", key.str(), word()}); });
  }

  void power() {
    request.powerW = json.numberOrNull();
    if (request.powerW && !(*request.powerW > 0))
      json.complain("expected watts above 0");
  }

  void dims() {
    json.uniqueObject([&](llvm::StringRef key) {
      if (json.next() == Kind::Number)
        return bindDimension(request.bindings, key, json.integer());
      std::string text = json.text();
      std::vector<DimBindings> bound{request.bindings};
      if (!json.failed())
        refuse(addDim((key + "=" + text).str(), bound));
      if (bound.size() != 1)
        return json.complain("several values; a request asks for one");
      request.bindings = std::move(bound.front());
    });
  }

  void shapes() {
    json.uniqueObject([&](llvm::StringRef key) {
      std::vector<int64_t> &shape = request.bindings.shapes[key.str()];
      shape.clear();
      json.array([&] { shape.push_back(json.integer()); });
    });
  }

  void values() {
    json.uniqueObject([&](llvm::StringRef key) {
      std::string given = word();
      if (!json.failed())
        refuse(addValue((key + "=" + given).str(), request.bindings));
    });
  }

  void macConvention() {
    std::string name = json.textOrNull();
    if (name.empty())
      return;
    llvm::Expected<MacConvention> convention = findMacConvention(name);
    if (!convention)
      return refuse(convention.takeError());
    request.macConvention = *convention;
  }

  /// {"layer": "conv1", "channels": 48}, {"layer": "conv1", "kernel": 3} or {"without": ["relu1", "conv2"]}
  void edit() {
    NetworkEdit edit;
    std::string layer;
    int changes = 0;
    auto change = [&](NetworkEdit::Kind kind) {
      edit.kind = kind;
      ++changes;
    };
    json.uniqueObject([&](llvm::StringRef key) {
      if (key == "layer") {
        layer = json.text();
      } else if (key == "channels" || key == "kernel") {
        change(key == "kernel" ? NetworkEdit::Kind::Kernel : NetworkEdit::Kind::Channels);
        edit.value = json.integer();
        if (edit.value < 1 || edit.value > maxEditValue)
          json.complain(fmt::format("{} is not 1 to {}", edit.value, maxEditValue));
      } else if (key == "without") {
        change(NetworkEdit::Kind::Without);
        json.array([&] { edit.nodes.push_back(json.text()); });
      } else {
        json.skip();
        json.complain(fmt::format("unknown key '{}'{} (known: layer, channels, kernel, without)",
                                  printable(key, 40),
                                  didYouMean(key, {"layer", "channels", "kernel", "without"})));
      }
    });
    bool isWithout = edit.kind == NetworkEdit::Kind::Without;
    if (changes != 1 || isWithout != layer.empty() || (isWithout && edit.nodes.empty()))
      return json.complain("expected layer with channels or kernel, or without with layers");
    if (!isWithout)
      edit.nodes = {layer};
    request.edits.push_back(std::move(edit));
  }

  void edits() {
    json.array([&] {
      edit();
      if (request.edits.size() > maxEdits)
        json.complain(fmt::format("more than {} edits", maxEdits));
    });
  }

  void part(bool &totals) {
    std::string name = json.text();
    if (name == "layers")
      request.layers = true;
    else if (name == "totals")
      totals = true;
    else
      json.complain(fmt::format("'{}' is none of totals, layers", printable(name, 40)));
  }

  void parts() {
    bool totals = false;
    request.layers = false;
    if (json.next() == Kind::Text)
      return part(totals);
    json.array([&] { part(totals); });
    request.layers |= !totals; // an empty list asks for nothing in particular
  }

  void budgets() {
    json.array([&] {
      llvm::Expected<Budget> budget = parseBudget(json.text());
      if (!budget)
        return refuse(budget.takeError());
      request.policy.budgets.push_back(std::move(*budget));
    });
  }

  void rules() {
    json.uniqueObject([&](llvm::StringRef key) {
      std::string level = json.text();
      if (!json.failed())
        refuse(addRuleLevel((key + "=" + level).str(), request.policy));
    });
  }

  void unknown() {
    std::string word = json.text();
    if (!json.failed())
      refuse(setUnknownPolicy(word, request.policy));
  }

  void minCoverage() {
    request.policy.minCoverage = json.numberOrNull();
    if (request.policy.minCoverage && !(*request.policy.minCoverage >= 0 && *request.policy.minCoverage <= 1))
      json.complain("expected a share of 0 to 1");
  }

  /// Edits of one request; each takes an analysis.
  static constexpr size_t maxEdits = 1000;
  /// Channels of a layer, or the size of a kernel.
  static constexpr int64_t maxEditValue = 1 << 24;

  JsonReader json;
  Request &request;
};
} // namespace

llvm::Error parseRequest(llvm::StringRef json, llvm::StringRef name, Request &request) {
  request.id = "null";
  if (llvm::Error error = RequestReader(json, name, request).read())
    return makeError(ErrorKind::Usage, takeErrorText(std::move(error)).message);
  return llvm::Error::success();
}

} // namespace eo
