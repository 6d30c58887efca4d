// Pages of the verbs: what stands in them as text, and that the data for their scripts is JSON that cannot end its element.
#include "lib/decide/ChooseWriters.h"
#include "lib/decide/MissionWriters.h"
#include "lib/decide/Pipeline.h"
#include "lib/decide/Why.h"
#include "tests/decide/MadeUpPage.h"

using namespace eo;
using namespace eo::test;
using testing::HasSubstr;
using testing::Not;

namespace {

MissionCase missionOf(Report report, MissionPlan const &plan) {
  llvm::Expected<MissionInference> inference = missionInference(report, 2, plan);
  if (!inference) {
    ADD_FAILURE() << llvm::toString(inference.takeError());
    return {};
  }
  return {std::move(report), plan, solveMission(plan, *inference)};
}

std::string missionPage(std::vector<MissionCase> const &cases) {
  return written([&](llvm::raw_ostream &stream) { writeMissionHtml(cases, stream); });
}

TEST(MissionPage, FiguresAndPhasesStandInItAsText) {
  MissionPlan plan;
  plan.ratePerS = 2;
  plan.batteryWh = 10;
  plan.supplyW = 5;
  std::string page = missionPage({missionOf(reportOf("net.onnx", 1, 0.1), plan)});
  // 1 J in 100 ms twice a second, 2 W for the other 400 ms: 3.6 W, 10 Wh last 10 000 s
  EXPECT_THAT(page, HasSubstr("<strong>3.6 W</strong>"));
  EXPECT_THAT(page, HasSubstr("the battery lasts 2.778 h"));
  EXPECT_THAT(page, HasSubstr("<strong class=\"error\">DOES NOT FIT</strong> the supply"));
  EXPECT_THAT(
      page, HasSubstr("<th scope=\"row\"><bdi>inference</bdi></th><td class=\"n\"><bdi>100 ms</bdi></td><td "
                      "class=\"n\"><bdi>10 W</bdi></td>"));
  EXPECT_THAT(page, HasSubstr("One cycle of 500 ms: 1.8 J, on the average 3.6 W"));
  nlohmann::json one = dataOf(page).at("cases").at(0);
  EXPECT_EQ(one.at("phase"), nlohmann::json({"inference", "idle"}));
  EXPECT_EQ(one.at("seconds"), nlohmann::json({0.1, 0.4}));
  EXPECT_EQ(one.at("board"), nlohmann::json({10, 2}));
  EXPECT_EQ(one.at("low"), nullptr) << "the board gives no interval";
  EXPECT_EQ(one.at("supply"), 5);
  EXPECT_EQ(one.at("batteryWh"), 10);
  EXPECT_EQ(one.at("lasts"), 10000);
  expectSound(page);
}

TEST(MissionPage, WithoutABatteryNothingIsSaidOfIt) {
  MissionPlan plan;
  plan.ratePerS = 2;
  std::string page = missionPage({missionOf(reportOf("net.onnx", 1, 0.1), plan)});
  EXPECT_THAT(page, Not(HasSubstr("battery lasts")));
  EXPECT_EQ(dataOf(page).at("cases").at(0).at("batteryWh"), nullptr);
  expectSound(page);
}

TEST(MissionPage, SeveralCasesAreRowsThatLinkToTheirSections) {
  MissionPlan plan;
  plan.ratePerS = 1;
  std::string page =
      missionPage({missionOf(reportOf("a.onnx", 2, 0.1), plan), missionOf(reportOf("b.onnx", 1, 0.1), plan)});
  size_t b = page.find("<a href=\"#m1\"><bdi>b.onnx</bdi></a>"),
         a = page.find("<a href=\"#m0\"><bdi>a.onnx</bdi></a>");
  EXPECT_LT(b, a) << "the least mean power first";
  EXPECT_NE(a, std::string::npos);
  EXPECT_THAT(page, HasSubstr("<section id=\"m1\""));
  EXPECT_THAT(page, HasSubstr("cheapest: b.onnx"));
  expectSound(page);
}

TEST(MissionPage, WithoutAnyInferenceThereIsStillAPage) {
  MissionPlan plan;
  plan.batteryWh = 1;
  plan.lastS = 3600 * 1000.0;
  std::string page = missionPage({missionOf(reportOf("net.onnx", 1, 0.1), plan)});
  EXPECT_EQ(dataOf(page).at("cases").at(0).at("phase"), nlohmann::json::array());
  expectSound(page);
}

Contender contenderOf(std::string const &path, double energyJ, double latencyS) {
  Contender one;
  one.report = reportOf(path, energyJ, latencyS);
  one.report.totals.energyLow = 0.9 * energyJ;
  one.report.totals.energyHigh = 1.1 * energyJ;
  one.settings = "precision=fp16";
  return one;
}

std::string choicePage(std::vector<Contender> candidates, ChoiceLimits const &limits = {}) {
  Choice choice;
  choice.limits = limits;
  choice.candidates = std::move(candidates);
  choice.skipped = {{"b unit=" + hostile, hostile}};
  rankContenders(choice.candidates, limits);
  return written([&](llvm::raw_ostream &stream) { writeChoiceHtml(choice, stream); });
}

TEST(ChoicePage, CandidatesStandInItAsTextAndAsColumns) {
  std::string page =
      choicePage({contenderOf("slow.onnx", 1, 0.2), contenderOf("fast.onnx", 2, 0.05)}, {{}, 0.1, {}, {}});
  EXPECT_THAT(page, HasSubstr("least energy: fast.onnx on b precision=fp16"));
  EXPECT_THAT(page, HasSubstr("Limits: <bdi>latency at most 100 ms</bdi>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\"><bdi>slow.onnx</bdi></th>"));
  EXPECT_THAT(page, HasSubstr("DOES NOT FIT (latency)"));
  nlohmann::json data = dataOf(page);
  EXPECT_EQ(data.at("network"), nlohmann::json({"fast.onnx", "slow.onnx"})) << "the best first";
  EXPECT_EQ(data.at("energy"), nlohmann::json({2, 1}));
  EXPECT_EQ(data.at("energyLow"), nlohmann::json({1.8, 0.9}));
  EXPECT_EQ(data.at("latencyLow"), nullptr);
  EXPECT_EQ(data.at("limits").at("latency"), 0.1);
  EXPECT_EQ(data.at("limits").at("power"), nullptr);
  EXPECT_EQ(data.at("front"), nlohmann::json({1, 0}));
  expectSound(page);
}

TEST(ChoicePage, ABoardWithoutEnergyAndNoCandidateAtAllHaveAPage) {
  Contender latencyOnly = contenderOf("net.onnx", 1, 0.1);
  ReportTotals &t = latencyOnly.report.totals;
  t.energy = t.energyLow = t.energyHigh = t.power = std::nullopt;
  std::string page = choicePage({latencyOnly});
  EXPECT_EQ(dataOf(page).at("energy"), nullptr);
  EXPECT_THAT(page, HasSubstr("no energy is known of it"));
  expectSound(page);
  std::string empty = choicePage({});
  EXPECT_EQ(dataOf(empty).at("network"), nlohmann::json::array());
  expectSound(empty);
}

Why whyOf(std::string const &path) {
  Why why;
  why.report = reportOf(path, 1, 0.1);
  WhyKernel conv;
  conv.name = "conv";
  conv.op = "Conv";
  conv.energyJ = 1;
  conv.timeS = 0.1;
  conv.macs = 1e9;
  conv.bytes = 1e6;
  conv.limits.emplace();
  conv.limits->causes[TimeCause::Traffic] = 0.1;
  conv.limits->macs = 1e9;
  conv.limits->bytes = 1e6;
  conv.limits->peakMacsPerS = 1e11;
  conv.limits->bandwidthBytesPerS = 1e7;
  conv.limits->roofS = 0.1;
  conv.limits->family = KernelFamily::Pointwise;
  WhyKernel other;
  other.name = "other";
  other.op = "Custom";
  other.energyJ = 0.5;
  why.kernels = {conv, other};
  why.causes = conv.limits->causes;
  why.explainedS = 0.1;
  return why;
}

std::string whyPage(std::vector<Why> const &all) {
  return written([&](llvm::raw_ostream &stream) { writeWhyHtml(all, {}, stream); });
}

TEST(WhyPage, SentencesCausesAndKernelsStandInItAsText) {
  std::string page = whyPage({whyOf("net.onnx")});
  EXPECT_THAT(page, HasSubstr(" 100 ms is memory traffic"));
  EXPECT_THAT(
      page,
      HasSubstr("<th scope=\"row\"><bdi>memory traffic</bdi></th><td class=\"n\"><bdi>100 ms</bdi></td>"));
  EXPECT_THAT(page, HasSubstr("<caption>Kernels by what they take: 2 of 2</caption>"));
  nlohmann::json network = dataOf(page).at("networks").at(0);
  EXPECT_EQ(network.at("name"), nlohmann::json({"conv", "other"}));
  EXPECT_EQ(network.at("macs"), nlohmann::json({1e9, nullptr}));
  EXPECT_EQ(network.at("peak"), nlohmann::json({1e11, nullptr}));
  EXPECT_EQ(network.at("family"), nlohmann::json({"pointwise", ""}));
  EXPECT_EQ(dataOf(page).at("causes").at(network.at("cause").at(0).get<size_t>()), "memory traffic");
  expectSound(page);
}

TEST(WhySentence, OfLowerBoundsThereIsNoRatio) {
  Why a = whyOf("a.onnx"), b = whyOf("b.onnx");
  b.report.totals.energy = *a.report.totals.energy * 2;
  EXPECT_THAT(compareSentences(a, b).front(), HasSubstr("2 times the energy"));
  b.report.totals.energyIsAll = false;
  std::vector<std::string> sentences = compareSentences(a, b);
  EXPECT_THAT(sentences.front(), testing::Not(HasSubstr("the energy")));
  EXPECT_THAT(sentences.at(1), HasSubstr("energy and time of b.onnx are lower bounds"));
}

/// Not the formula of the board, but that nothing is known.
TEST(WhySentence, WithoutAnyFigureSaysWhy) {
  Why why = whyOf("a.onnx");
  why.report.totals = {};
  why.report.totals.macsAreAll = false;
  why.report.diagnostics.push_back({Severity::Warning, "EO0402", "conv", "the count exceeds 64 bits", ""});
  why.explainedS = 0;
  EXPECT_THAT(whySentences(why), testing::ElementsAre("MACs: 'conv': the count exceeds 64 bits",
                                                      "energy: no layer has an estimate"));
}

TEST(WhySentence, SaysWhatAnotherPrecisionAndAMergeWouldChange) {
  WhyKernel conv = whyOf("net.onnx").kernels.front();
  conv.changes = {{"precision=fp16", 0.5, 0.06}, {"precision=int8", 0.9, std::nullopt}};
  EXPECT_THAT(whySentence(conv),
              HasSubstr("; precision=fp16: 60 ms (-40 %); precision=int8: 900 mJ (-10 %)"));
  auto withLaunch = [&](double seconds) { // beside 0.1 s of traffic
    conv.limits->causes[TimeCause::Launch] = seconds;
    return whySentence(conv);
  };
  EXPECT_THAT(withLaunch(0.026), HasSubstr("merged with a neighbour it saves up to 26 ms"));
  EXPECT_THAT(withLaunch(0.024), testing::Not(HasSubstr("merged")));
}

TEST(WhyPage, OfTwoItSaysTheDifferenceOnce) {
  std::string page = whyPage({whyOf("a.onnx"), whyOf("b.onnx")});
  EXPECT_THAT(page, HasSubstr("b.onnx against a.onnx: 1 times the energy"));
  EXPECT_EQ(llvm::StringRef(page).count("<div class=\"picture\">"), 1U);
  EXPECT_EQ(dataOf(page).at("networks").size(), 2U);
  expectSound(page);
}

TEST(WhyPage, ANetworkWithoutKernelsHasAPage) {
  Why why = whyOf("net.onnx");
  why.kernels.clear();
  why.explainedS = 0;
  std::string page = whyPage({why});
  EXPECT_EQ(dataOf(page).at("networks").at(0).at("name"), nlohmann::json::array());
  expectSound(page);
}

/// Two parts: 1 J in 100 ms, and 300 mJ in 30 ms (three executions), once a result; `name` is the second's.
PricedPipeline pipelineOf(std::string const &name) {
  NetworkPipeline pipeline;
  pipeline.path = "cascade.yaml";
  pipeline.parts.resize(2);
  pipeline.parts[0].name = pipeline.parts[0].network = "det.onnx";
  pipeline.parts[1].name = pipeline.parts[1].network = name;
  pipeline.parts[1].times = 3;
  pipeline.mission.emplace();
  pipeline.mission->ratePerS = 2;
  llvm::Expected<PricedPipeline> priced =
      pricePipeline(pipeline, {reportOf("det.onnx", 1, 0.1), reportOf(name, 0.1, 0.01)}, 2);
  if (!priced) {
    ADD_FAILURE() << llvm::toString(priced.takeError());
    return {};
  }
  return std::move(*priced);
}

std::string pipelinePage(std::vector<PricedPipeline> const &all) {
  return written([&](llvm::raw_ostream &stream) { writePipelineHtml(all, stream); });
}

TEST(PipelinePage, ItsPartsAreTheStretchesOfAResult) {
  std::string page = pipelinePage({pipelineOf("crops.onnx")});
  nlohmann::json one = dataOf(page).at("cases").at(0), parts = one.at("parts");
  EXPECT_EQ(parts.at("phase"), nlohmann::json({"det.onnx", "crops.onnx"}));
  EXPECT_EQ(parts.at("seconds"), nlohmann::json({0.1, 0.03}));
  EXPECT_EQ(parts.at("board"), nlohmann::json({10, 10}));
  EXPECT_EQ(parts.at("mean"), 10) << "1.3 J in 130 ms";
  EXPECT_EQ(one.at("mission").at("phase"), nlohmann::json({"inference", "idle"}));
  EXPECT_THAT(
      page, HasSubstr("<th scope=\"row\"><bdi>crops.onnx</bdi></th><td class=\"n\"><bdi>300 mJ</bdi></td>"));
  expectSound(page);
  expectSound(pipelinePage({pipelineOf(hostile), pipelineOf("b")}));
}

TEST(PipelinePage, AnUnknownPartLeavesNoPictureAndNoMissionIsNone) {
  PricedPipeline unknown = pipelineOf("crops.onnx");
  unknown.parts[1].energyJ.reset();
  unknown.mission.reset();
  nlohmann::json one = dataOf(pipelinePage({unknown})).at("cases").at(0);
  EXPECT_EQ(one.at("parts").at("phase"), nlohmann::json::array());
  EXPECT_EQ(one.at("mission"), nullptr);
}

TEST(Pages, NoTextOfFilesIsMarkup) {
  MissionPlan plan;
  plan.ratePerS = 2;
  plan.batteryWh = 10;
  Report report = reportOf(hostile, 1, 0.1);
  report.board->id = report.board->describes = hostile;
  report.board->settings = {{hostile, hostile}};
  report.model.dims = {{hostile, 3}};
  MissionCase mission = missionOf(report, plan);
  mission.result.peakLayer = hostile;
  mission.result.notes.push_back(hostile);
  expectSound(missionPage({mission}));
  expectSound(missionPage({mission, mission}));
  Contender contender = contenderOf(hostile, 1, 0.1);
  contender.report.board = report.board;
  contender.settings = hostile;
  expectSound(choicePage({contender, contender}));
  Why why = whyOf(hostile);
  why.report.board = report.board;
  why.kernels[0].name = why.kernels[0].op = hostile + std::string(300, 'n');
  why.alternatives.push_back({hostile, {}, {}, hostile});
  expectSound(whyPage({why}));
  expectSound(whyPage({why, why}));
}

TEST(Pages, LongNamesAreCut) {
  Why why = whyOf("net.onnx");
  why.kernels[0].name = std::string(2 << 20, 'n');
  EXPECT_LT(whyPage({why}).size(), 200000U);
}

} // namespace
