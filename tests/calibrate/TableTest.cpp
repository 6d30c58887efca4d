#include "lib/calibrate/Table.h"

#include <gmock/gmock.h>

using namespace eo;
using testing::HasSubstr;

static llvm::Expected<MeasurementTable> read(std::string text, TableOptions const &options = {}) {
  llvm::Expected<CsvFile> file = CsvFile::parse(std::move(text), "t.csv");
  if (!file)
    return file.takeError();
  return readTable(*file, options);
}

static MeasurementTable readGood(std::string text, TableOptions const &options = {}) {
  llvm::Expected<MeasurementTable> table = read(std::move(text), options);
  if (table)
    return std::move(*table);
  ADD_FAILURE() << takeErrorText(table.takeError()).message;
  return {};
}

static std::string errorOf(std::string text, TableOptions const &options = {}) {
  llvm::Expected<MeasurementTable> table = read(std::move(text), options);
  if (table)
    return "no error";
  return takeErrorText(table.takeError()).message;
}

static std::string const layerHeader = "op,i_size,o_size,ifm,ofm,ksize,stride,energy_j\n";

TEST(Table, UnitsInColumnNamesBecomeSi) {
  MeasurementTable table =
      readGood("model,latency_ms,power_mw,energy_uj,throughput_per_s\na.onnx,2,1500,3000,4\n");
  ASSERT_EQ(table.rows.size(), 1u);
  Measurement const &row = table.rows[0];
  EXPECT_DOUBLE_EQ(*row.value(Measured::Latency), 2e-3);
  EXPECT_DOUBLE_EQ(*row.value(Measured::Power), 1.5);
  EXPECT_DOUBLE_EQ(*row.value(Measured::Energy), 3e-3);
  EXPECT_DOUBLE_EQ(*row.value(Measured::Throughput), 4);
}

TEST(Table, EnergyComesFromPowerAndThroughputBeforeLatency) {
  MeasurementTable table = readGood("model,latency_s,power_w,throughput_per_s\na,0.5,8,4\nb,0.5,8,\n");
  EXPECT_DOUBLE_EQ(*table.rows[0].energyJ(), 2);
  EXPECT_DOUBLE_EQ(*table.rows[1].energyJ(), 4);
}

TEST(Table, ConvolutionWithoutOutputSizeUsesTheFirstLineOfEquation2) {
  // floor((224 - 7) / 2) + 1 = 109
  MeasurementTable table = readGood("op,i_size,ifm,ofm,ksize,stride,energy_mj\nconv2d,224,3,64,7,2,1.5\n");
  EXPECT_EQ(table.rows[0].layer.oSize, 109);
  CostFeatures features = layerFeatures(table.rows[0].layer);
  EXPECT_EQ(*features.kclc, 109 * 109 * 3 * 49);
  EXPECT_EQ(*features.macs, int64_t{109} * 109 * 3 * 49 * 64);
  EXPECT_EQ(features.dilation, (Extents{1, 1})) << "the table has no column for gaps";
}

TEST(Table, FullyConnectedRowUsesInputAndOutputSize) {
  MeasurementTable table = readGood(layerHeader + "fc,4096,1000,,,,,0.02\n");
  CostFeatures features = layerFeatures(table.rows[0].layer);
  EXPECT_EQ(*features.macs, 4096000);
  EXPECT_FALSE(features.kclc.has_value());
}

TEST(Table, ByteOrderMarkCrlfQuotesAndBlankLinesAreAccepted) {
  MeasurementTable table = readGood(
      "\xEF\xBB\xBFmodel,\"note\",energy_j\r\n\r\n\"a \"\"b\"\", c\",x , 2 \r\nd,\"two\nlines\",3\r\n");
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0].model, "a \"b\", c");
  EXPECT_EQ(table.rows[0].settings[0], "x");
  EXPECT_EQ(table.rows[0].line, 3u);
  EXPECT_EQ(table.rows[1].line, 4u);
}

TEST(Table, SettingsAreSpeltAsBoardsSpellThem) {
  MeasurementTable table = readGood("model,Power_Mode,energy_j\na,15W_Desktop,2\n");
  EXPECT_EQ(table.settingNames, std::vector<std::string>{"power_mode"});
  EXPECT_EQ(table.rows[0].settings[0], "15w-desktop");
}

TEST(Table, SettingsMayStandInTheFirstColumn) {
  MeasurementTable table = readGood("mode,model,energy_j\nfast,a,2\n");
  EXPECT_EQ(table.settingNames, std::vector<std::string>{"mode"});
  EXPECT_EQ(table.rows[0].settings[0], "fast");
}

TEST(Table, OtherWordsBehindAQuantityAreSettings) {
  MeasurementTable table = readGood("model,power_mode,energy_j\na,5W,2\n");
  EXPECT_EQ(table.settingNames, std::vector<std::string>{"power_mode"});
}

TEST(Table, WhereSelectsRowsAndRenameNamesColumns) {
  TableOptions options;
  options.renames = {{"net", "model"}, {"E_mJ_mean", "energy_mj"}};
  options.where = {{"board", "jetson nano"}};
  options.settings = std::vector<std::string>{};
  MeasurementTable table = readGood("net,board,E_mJ_mean,flag\na,Jetson Nano,2,\nb,TX2,3,\n", options);
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_DOUBLE_EQ(*table.rows[0].energyJ(), 2e-3);
  EXPECT_EQ(table.leftOut, 1u);
  EXPECT_EQ(table.ignoredColumns, (std::vector<std::string>{"board", "flag"}));
}

TEST(Table, RowsWithoutNodeNameAreCountedAndLeftOut) {
  MeasurementTable table = readGood("model,node,time_ms\na,,0.1\na,conv1,0.2\n");
  EXPECT_EQ(table.kind, TableKind::Nodes);
  EXPECT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.noTarget, 1u);
}

TEST(Table, RepeatedMeasurementsMayAgreeByChance) {
  EXPECT_EQ(readGood("model,energy_j\na,1\na,2\na,1\n").rows.size(), 3u);
}

TEST(Table, FiguresReachAsFarAsInstrumentsDo) {
  // The documented ends of each figure, and its neighbours outside.
  for (auto [column, least, below, most, above] :
       {std::tuple("energy_j", "1e-12", "0.99e-12", "1e9", "1.01e9"),
        {"latency_s", "1e-9", "0.99e-9", "1e7", "1.01e7"},
        {"throughput_per_s", "1e-7", "0.99e-7", "1e9", "1.01e9"},
        {"power_w", "1e-6", "0.99e-6", "1e6", "1.01e6"}}) {
    std::string head = std::string("model,") + column + "\na,";
    for (char const *inside : {least, most})
      EXPECT_EQ(readGood(head + inside + "\n").rows.size(), 1U) << column << inside;
    for (char const *outside : {below, above})
      EXPECT_THAT(errorOf(head + outside + "\n"), HasSubstr("is out of reach of any instrument"))
          << column << outside;
  }
  EXPECT_THAT(errorOf("model,energy_uj\na,1e-7\n"), HasSubstr("t.csv:2")) << "in SI units: 0.1 pJ";
}

struct BrokenTable {
  char const *what;
  std::string text;
  char const *message;
};
static void PrintTo(BrokenTable const &one, std::ostream *stream) { *stream << one.what; }

class BrokenTables : public testing::TestWithParam<BrokenTable> {};

TEST_P(BrokenTables, NameFileLineAndColumn) {
  EXPECT_THAT(errorOf(GetParam().text), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenTables,
    testing::Values(
        BrokenTable{"Empty", "", "t.csv: empty file"},
        BrokenTable{"NoRows", "model,energy_j\n", "no rows below"},
        BrokenTable{"Binary", std::string("model\0x", 7), "binary data"},
        BrokenTable{"NoSubject", "name,energy_j\na,1\n", "t.csv:1: neither a column 'model'"},
        BrokenTable{"NoMeasuredColumn", "model,mode\na,b\n", "t.csv:1: no measured column"},
        BrokenTable{"MissingLayerColumn", "op,i_size,ofm,ksize,stride,energy_j\nfc,1,1,1,1,1\n",
                    "no column 'ifm'"},
        BrokenTable{"NoUnit", "model,energy\na,1\n", "column 'energy' has no unit: use energy_j, energy_mj"},
        BrokenTable{"UnknownUnit", "model,energy_wh\na,1\n", "'energy_wh' has a unit that is not read"},
        BrokenTable{"QuantityTwice", "model,energy_j,energy_mj\na,1,1\n", "give the same quantity"},
        BrokenTable{"ColumnTwice", "model,model,energy_j\na,a,1\n",
                    "t.csv:1:7: column 'model' appears twice"},
        BrokenTable{"UnnamedColumn", "model,,energy_j\na,a,1\n", "t.csv:1:7: column 2 has no name"},
        BrokenTable{"DecimalComma", "model;energy_j\na;0,5\n",
                    "t.csv:2:3: '0,5' in column 'energy_j' has a comma"},
        BrokenTable{"Text", "model,energy_j\na,1\nb,n/a\n",
                    "t.csv:3:3: 'n/a' in column 'energy_j' is not a number"},
        BrokenTable{"QuotedCommaForPoint", "model,energy_j\na,\"0,5\"\n",
                    "t.csv:2:3: '0,5' in column 'energy_j' has a comma"},
        BrokenTable{"CommaForPoint", "model,energy_j\na,0,5\n",
                    "t.csv:2:5: row has 3 cells, the header 2 (a comma"},
        BrokenTable{"ShortRow", "model,mode,energy_j\na,0\n", "row has 2 cells, the header 3"},
        BrokenTable{"NotANumber", "model,energy_j\na,nan\n",
                    "'nan' in column 'energy_j' is not a finite number"},
        BrokenTable{"Infinite", "model,energy_j\na,inf\n", "is not a finite number"},
        BrokenTable{"Huge", "model,energy_j\na,1e999\n", "is beyond what a number can hold"},
        BrokenTable{"Negative", "model,energy_j\na,-0.5\n",
                    "t.csv:2:3: '-0.5' in column 'energy_j' is negative"},
        BrokenTable{"Zero", "model,energy_j\na,0\n", "must be above 0"},
        BrokenTable{"NothingMeasured", "model,energy_j,power_w\na,,\n", "t.csv:2: row has no measured value"},
        BrokenTable{"SameRowTwice", "model,energy_j\na,1\nb,1\na,1\n", "t.csv:4: repeats line 2"},
        BrokenTable{"OpenQuote", "model,energy_j\n\"a,1\n", "t.csv:2:1: quote is not closed"},
        BrokenTable{"TextBehindQuote", "model,energy_j\n\"a\"b,1\n",
                    "t.csv:2:4: text behind a closing quote"},
        BrokenTable{"UnknownOp", layerHeader + "pool,8,8,1,1,1,1,1\n",
                    "t.csv:2:1: 'pool' in column 'op' is neither"},
        BrokenTable{"FractionalSize", layerHeader + "conv2d,8.5,8,1,1,1,1,1\n",
                    "'8.5' in column 'i_size' is not a positive"},
        BrokenTable{"ZeroStride", layerHeader + "conv2d,8,8,1,1,1,0,1\n",
                    "'0' in column 'stride' is not a positive"},
        BrokenTable{"KernelBeyondMap", layerHeader + "conv2d,4,,1,1,5,1,1\n",
                    "'5' in column 'ksize' is larger than i_size 4"},
        BrokenTable{"FcWithoutOutput", layerHeader + "fc,4,,1,1,1,1,1\n", "needs its o_size"},
        BrokenTable{"MacOverflow", layerHeader + "conv2d,1000000,1000000,1000000,1000000,9,1,1\n",
                    "do not fit into 64 bits"}),
    [](auto const &test) { return test.param.what; });

TEST(Table, SelectionThatLeavesNothingIsAnError) {
  TableOptions options;
  options.where = {{"mode", "maxn"}};
  EXPECT_THAT(errorOf("model,mode,energy_j\na,5W,1\n", options), HasSubstr("no row is left"));
}

TEST(Table, UnknownColumnInOptionsGetsASuggestion) {
  TableOptions options;
  options.where = {{"bord", "x"}};
  EXPECT_THAT(errorOf("model,board,energy_j\na,5W,1\n", options), HasSubstr("did you mean 'board'"));
}

TEST(Table, SpreadAndSizesAreNoSettings) {
  MeasurementTable table =
      readGood("model,mode,dim:batch,dim:x[2],latency_s,spread\na,fast,8,,0.5,0.02\nb,fast,,3,0.5,-\n");
  EXPECT_EQ(table.settingNames, std::vector<std::string>{"mode"});
  EXPECT_EQ(table.rows[0].dims, (std::vector<std::pair<std::string, int64_t>>{{"batch", 8}}));
  EXPECT_EQ(table.rows[1].dims, (std::vector<std::pair<std::string, int64_t>>{{"x[2]", 3}}));
  EXPECT_DOUBLE_EQ(*table.rows[0].spread, 0.02);
  EXPECT_FALSE(table.rows[1].spread);
  EXPECT_THAT(errorOf("model,dim:batch,latency_s\na,1.5,1\n"),
              HasSubstr("t.csv:2:3: '1.5' in column 'dim:batch' is not a positive"));
  EXPECT_THAT(errorOf("model,dim:,latency_s\na,1,1\n"), HasSubstr("names no dimension"));
  EXPECT_THAT(errorOf("model,latency_s,spread\na,1,2\n"), HasSubstr("0 to 1"));
  EXPECT_THAT(errorOf("op,dim:n,i_size,o_size,ifm,ofm,ksize,stride,energy_j\nfc,1,4,4,,,,,1\n"),
              HasSubstr("layers have no open dimensions"));
}
