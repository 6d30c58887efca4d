#include "lib/text/JsonReader.h"
#include "lib/support/Error.h"

#include <gmock/gmock.h>

namespace eo {
namespace {

/// What a reader finds wrong with the text as a whole; "" for nothing.
std::string complaintAbout(std::string const &text) {
  JsonReader json(text, "f");
  json.skip();
  json.end();
  llvm::Error error = json.takeError();
  return error ? takeErrorText(std::move(error)).message : "";
}

struct Broken {
  std::string text, message;
};
void PrintTo(Broken const &one, std::ostream *stream) { *stream << testing::PrintToString(one.text); }
class JsonReaderComplains : public testing::TestWithParam<Broken> {};
TEST_P(JsonReaderComplains, WithLineColumnAndKey) {
  EXPECT_EQ(complaintAbout(GetParam().text), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(Json, JsonReaderComplains,
                         testing::Values(Broken{"", "f:1:1: expected a value, found the end of the file"},
                                         Broken{"nul", "f:1:1: expected null"},
                                         Broken{"falsy", "f:1:1: expected false"},
                                         Broken{"{\"a\":1,\n \"b\" 2}", "f:2:6: expected ':' after the key"},
                                         Broken{"{\"a\":[1,2", "f:1:10: a[2]: expected ',' or ']'"},
                                         Broken{"[1,]", "f:1:4: [1]: expected a value, found no JSON value"},
                                         Broken{"{1:2}", "f:1:2: expected a key in quotes, found a number"},
                                         Broken{"[01]", "f:1:2: [0]: '01' is no number"},
                                         Broken{"[-]", "f:1:2: [0]: '-' is no number"},
                                         Broken{"[1.]", "f:1:2: [0]: '1.' is no number"},
                                         Broken{"[1e]", "f:1:2: [0]: '1e' is no number"},
                                         Broken{"[.5]", "f:1:2: [0]: expected a value, found no JSON value"},
                                         Broken{"[+1]", "f:1:2: [0]: expected a value, found no JSON value"},
                                         Broken{"\"ab", "f:1:1: text without closing quote"},
                                         Broken{"\"a\\x\"", "f:1:4: broken escape sequence in text"},
                                         Broken{"\"a\\u12\"", "f:1:5: broken escape sequence in text"},
                                         Broken{"\"a\nb\"", "f:1:3: control character in text"},
                                         Broken{"1 2", "f:1:3: expected the end of the file, found a number"},
                                         Broken{std::string(201, '['), "f:1:201: " + [] {
                                                  std::string steps;
                                                  for (int i = 0; i < 200; ++i)
                                                    steps += "[0]";
                                                  return steps;
                                                }() + ": nested more than 200 levels deep"}));

TEST(JsonReader, TakesWhatTheGrammarAllows) {
  for (char const *text :
       {"{}", "[]", " [ ] ", "\"\"", "-0", "0.5e-3", "1E+2", "true", "\xEF\xBB\xBF{\"a\":null}"})
    EXPECT_EQ(complaintAbout(text), "") << text;
}

TEST(JsonReader, EscapesBecomeUtf8) {
  auto textOf = [](llvm::StringRef text) { return JsonReader(text, "f").text(); };
  EXPECT_EQ(textOf(R"("a\"\\\/\b\f\n\r\tz")"), "a\"\\/\b\f\n\r\tz");
  EXPECT_EQ(textOf(R"("\u0041\u00e9\u20AC")"), "A\u00e9\u20ac");
  EXPECT_EQ(textOf(R"("\ud83d\ude00")"), "\U0001F600");
  EXPECT_EQ(textOf(R"("\ud83dx")"), "\uFFFDx") << "half a pair";
  EXPECT_EQ(textOf(R"("\ud83d\u0041")"), "\uFFFDA") << "half a pair before another character";
  EXPECT_EQ(textOf("\"\xff\""), "\uFFFD");
}

TEST(JsonReader, NumbersAreExactOrRefused) {
  auto integer = [](llvm::StringRef text) {
    JsonReader json(text, "f");
    int64_t value = json.integer();
    llvm::Error error = json.takeError();
    return error ? takeErrorText(std::move(error)).message : std::to_string(value);
  };
  EXPECT_EQ(integer("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(integer("9223372036854775808"), "f:1:1: '9223372036854775808' is no integer of 64 bits");
  EXPECT_EQ(integer("1.5"), "f:1:1: '1.5' is no integer of 64 bits");
  EXPECT_EQ(integer("null"), "f:1:1: expected an integer, found null");
  JsonReader huge("1e999", "f"), fine("0.1", "f"), none("null", "f");
  EXPECT_EQ(huge.numberOrNull(), std::nullopt);
  EXPECT_EQ(takeErrorText(huge.takeError()).message, "f:1:1: '1e999' does not fit into a double");
  EXPECT_EQ(fine.numberOrNull(), 0.1);
  EXPECT_EQ(none.numberOrNull(), std::nullopt);
  EXPECT_FALSE(none.failed());
}

TEST(JsonReader, FirstComplaintSticksAndContainersEnd) {
  JsonReader json(R"([1,"two",3])", "f");
  int calls = 0;
  json.array([&] {
    ++calls;
    json.integer();
  });
  json.complain("later");
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(takeErrorText(json.takeError()).message, "f:1:4: [1]: expected an integer, found text");
}

} // namespace
} // namespace eo
