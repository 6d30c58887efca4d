#include "lib/board/Settings.h"
#include "lib/support/Error.h"
#include <gmock/gmock.h>

namespace eo {
namespace {

std::vector<SettingDeclaration> declarations() {
  return {{"unit", {"cpu", "dla"}, "cpu", {{"gpu", "no GPU data exist"}}},
          {"power_mode", {"maxn", "15w"}, "maxn", {}, {}, {{"7w", {0.4, 0.8, 1}}}}};
}

/// "unit=cpu power_mode=maxn", or the error.
std::string chosen(std::vector<std::string> const &texts) {
  std::vector<SettingRequest> requests;
  for (std::string const &text : texts) {
    llvm::Expected<SettingRequest> request = parseSettingRequest(text);
    if (!request)
      return takeErrorText(request.takeError()).message;
    requests.push_back(*request);
  }
  llvm::Expected<SettingValues> values = chooseSettings("b", declarations(), requests);
  if (!values)
    return takeErrorText(values.takeError()).message;
  std::string result;
  for (auto const &[name, value] : *values)
    result += (result.empty() ? "" : " ") + name + "=" + value;
  return result;
}

TEST(Settings, DefaultsHoldWithoutRequests) { EXPECT_EQ(chosen({}), "unit=cpu power_mode=maxn"); }
TEST(Settings, LastRequestWins) { EXPECT_EQ(chosen({"unit=dla", "unit=cpu"}), "unit=cpu power_mode=maxn"); }
TEST(Settings, OtherBoardsAreLeftAlone) { EXPECT_EQ(chosen({"c:nonsense=1"}), "unit=cpu power_mode=maxn"); }
TEST(Settings, BoardPrefixAims) { EXPECT_EQ(chosen({"b:power_mode=15w"}), "unit=cpu power_mode=15w"); }

TEST(Settings, DeclaredValuesCanBeAskedFor) {
  EXPECT_EQ(chosen({"power_mode=7w"}), "unit=cpu power_mode=7w");
}

TEST(Settings, ValueWithoutDataSaysWhy) {
  EXPECT_EQ(chosen({"unit=gpu"}), "board 'b' cannot take unit=gpu: no GPU data exist (available: cpu, dla)");
}
TEST(Settings, UnknownValueIsSpelled) {
  EXPECT_EQ(chosen({"power_mode=maxm"}),
            "board 'b' does not know power_mode=maxm; did you mean 'maxn'? (available: maxn, 15w, 7w)");
}
TEST(Settings, UnknownNameIsSpelled) {
  EXPECT_EQ(chosen({"powermode=maxn"}),
            "board 'b' has no setting 'powermode'; did you mean 'power_mode'? (it has: unit, power_mode)");
}

TEST(Settings, MalformedRequestIsAnError) {
  for (char const *text : {"unit", "=cpu", "unit=", ":unit=cpu", "", "b:=cpu"})
    EXPECT_THAT(chosen({text}), testing::HasSubstr("is not of the form [BOARD:]NAME=VALUE")) << text;
}

} // namespace
} // namespace eo
