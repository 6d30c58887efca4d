// nlohmann::json, which only tests use, is the independent reader of what is written here.
#include "lib/text/JsonWriter.h"
#include <gmock/gmock.h>
#include <limits>
#include <nlohmann/json.hpp>

using namespace eo;

namespace {

template <typename Write> std::string written(Write write, unsigned indent = 0) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  JsonWriter json(stream, indent);
  write(json);
  return stream.str();
}

template <typename T> std::string value(T const &one) {
  return written([&](JsonWriter &json) { json.value(one); });
}

TEST(JsonWriter, NumbersAreShortAndReadBack) {
  EXPECT_EQ(value(0.1), "0.1");
  EXPECT_EQ(value(5.0), "5");
  EXPECT_EQ(value(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(value(std::numeric_limits<uint64_t>::max()), "18446744073709551615");
  for (double number : {1.0 / 3, 5e-324, 1.7976931348623157e308, 2.8674e-08})
    EXPECT_EQ(nlohmann::json::parse(value(number)).get<double>(), number);
}

TEST(JsonWriter, WhatJsonCannotSayIsNull) {
  EXPECT_EQ(value(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(value(-std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(value(std::optional<int64_t>()), "null");
  EXPECT_EQ(value(std::optional<double>(2)), "2");
  EXPECT_EQ(value(std::variant<std::monostate, std::string>()), "null");
}

TEST(JsonWriter, TrueIsNoNumberAndTextIsNotTrue) {
  EXPECT_EQ(value(true), "true");
  EXPECT_EQ(value("true"), "\"true\"");
}

TEST(JsonWriter, TextIsEscapedAndValid) {
  EXPECT_EQ(value("a\"b\\c\n\x01"), R"("a\"b\\c\n\u0001")");
  EXPECT_EQ(value("\xff"), "\"\xEF\xBF\xBD\"");
  std::string every;
  for (int c = 1; c < 128; ++c)
    every += static_cast<char>(c);
  EXPECT_EQ(nlohmann::json::parse(value(every)).get<std::string>(), every);
}

// U+202E turns what follows it round on a screen, U+E0041 is a tag beyond 16 bits (RFC 8259, 7: as two surrogates); an
// accent, a letter beyond 16 bits and U+202F, the neighbour of the directions, are text.
TEST(JsonWriter, WhatIsNotSeenStandsByItsNumber) {
  EXPECT_EQ(value("a\u202Eb"), R"("a\u202eb")");
  EXPECT_EQ(value("\u0085\x7F"), R"("\u0085\u007f")");
  EXPECT_EQ(value("\U000E0041"), R"("\udb40\udc41")");
  EXPECT_EQ(value("\u00E9\u202F\U0001D465"), "\"\u00E9\u202F\U0001D465\"");
  std::string const names = "a\u202Eb\u200B\u2066\uFEFF\U000E0041";
  EXPECT_EQ(nlohmann::json::parse(value(names)).get<std::string>(), names) << "no reader loses anything";
}

void nested(JsonWriter &json) {
  json.object([&] {
    json.attribute("a", 1);
    json.attributeArray("none", [] {});
    json.attributeArray("b", [&] {
      json.value(nullptr);
      json.object([&] { json.attribute("c", "d"); });
      json.object([] {});
    });
  });
}

TEST(JsonWriter, OneLine) { EXPECT_EQ(written(nested), R"({"a":1,"none":[],"b":[null,{"c":"d"},{}]})"); }

TEST(JsonWriter, Indented) {
  EXPECT_EQ(written(nested, 2), R"({
  "a": 1,
  "none": [],
  "b": [
    null,
    {
      "c": "d"
    },
    {}
  ]
})");
}

} // namespace
