//===- JsonWriter.h - JSON, value by value --------------------------------------------------------===//
//
//   JsonWriter json(stream, 2);
//   json.object([&] {
//     json.attribute("energy_j", energy);              // null where it is not known
//     json.attributeArray("layers", [&] {
//       for (Layer const &layer : layers)
//         json.object([&] { json.attribute("name", layer.name); });
//     });
//   });
//
#ifndef ENERGY_OPT_LIB_TEXT_JSONWRITER_H
#define ENERGY_OPT_LIB_TEXT_JSONWRITER_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

namespace eo {

/// The shortest decimal text that reads back as the same double; for finite numbers.
std::string shortest(double value);

/// The text as a JSON string, quotes included; broken UTF-8 becomes U+FFFD.
std::string jsonText(llvm::StringRef text);

/// Writes one JSON value to a stream. Containers take the function that writes what is in them; nothing is
/// kept in memory. What calls do not match the grammar (a value without key in an object) is not noticed.
class JsonWriter {
public:
  /// With `indentBy` 0 everything is on one line.
  explicit JsonWriter(llvm::raw_ostream &output, unsigned indentBy = 0) : stream(output), step(indentBy) {}

  void object(llvm::function_ref<void()> members) { container('{', '}', members); }
  void array(llvm::function_ref<void()> elements) { container('[', ']', elements); }

  void value(std::nullptr_t) { plain("null"); }
  void value(std::monostate) { plain("null"); }
  /// In its shortest form; null where it is not finite, which JSON cannot say.
  void value(double number);
  /// As valid UTF-8.
  void value(llvm::StringRef text);
  void value(std::string const &text) { value(llvm::StringRef(text)); }
  void value(char const *text) { value(llvm::StringRef(text)); }
  template <typename T, std::enable_if_t<std::is_integral_v<T>, int> = 0> void value(T number) {
    if constexpr (std::is_same_v<T, bool>)
      plain(number ? "true" : "false");
    else
      plain(std::to_string(number));
  }
  /// Null for nothing.
  template <typename T> void value(std::optional<T> const &known) { known ? value(*known) : value(nullptr); }
  template <typename... T> void value(std::variant<T...> const &one) {
    std::visit([this](auto const &held) { this->value(held); }, one);
  }

  /// `"key": value`, in an object.
  template <typename T> void attribute(llvm::StringRef key, T const &held) {
    writeKey(key);
    value(held);
  }
  void attributeObject(llvm::StringRef key, llvm::function_ref<void()> members) {
    writeKey(key);
    object(members);
  }
  void attributeArray(llvm::StringRef key, llvm::function_ref<void()> elements) {
    writeKey(key);
    array(elements);
  }

private:
  void plain(llvm::StringRef token);
  void container(char open, char close, llvm::function_ref<void()> inside);
  void writeKey(llvm::StringRef key);
  void separate();
  void newLine();

  llvm::raw_ostream &stream;
  unsigned step, depth = 0;
  bool first = true;     ///< nothing is in the innermost container yet
  bool afterKey = false; ///< the next value belongs to a key
};

} // namespace eo

#endif
