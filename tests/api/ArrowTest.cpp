// The layers as an Arrow C stream, read as the specification of the interface says.
#include "energy_opt.h"
#include "tools/api/ArrowAbi.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

/// The cell as JSON, decoded from the column's buffers.
json cell(ArrowSchema const &schema, ArrowArray const &column, size_t row) {
  auto const *known = static_cast<uint8_t const *>(column.buffers[0]);
  if ((known[row / 8] >> row % 8 & 1) == 0)
    return nullptr;
  if (std::string(schema.format) == "l")
    return static_cast<int64_t const *>(column.buffers[1])[row];
  if (std::string(schema.format) == "g")
    return static_cast<double const *>(column.buffers[1])[row];
  EXPECT_STREQ(schema.format, "U");
  auto const *ends = static_cast<int64_t const *>(column.buffers[1]);
  return std::string(static_cast<char const *>(column.buffers[2]) + ends[row],
                     static_cast<size_t>(ends[row + 1] - ends[row]));
}

TEST(Arrow, HoldsWhatJsonHolds) {
  energy_opt_session *session = energy_opt_open(ENERGY_OPT_SOURCE_DIR "/boardmodels", nullptr);
  for (char const *board : {"xavier-nx", "jetson-nano", ""}) {
    json request = {{"path", ENERGY_OPT_SOURCE_DIR "/testdata/networks/tiny-cnn.onnx"}, {"board", board}};
    energy_opt_report *report = energy_opt_estimate(session, request.dump().c_str(), nullptr, 0, nullptr);
    ASSERT_NE(report, nullptr);
    char *text = energy_opt_report_write(report, "json", nullptr);
    json layers = json::parse(text)["layers"];
    energy_opt_free(text);

    ArrowArrayStream stream{};
    energy_opt_report_layers_arrow(report, &stream);
    energy_opt_report_free(report); // the stream has its own copy
    ArrowSchema schema{};
    ArrowArray batch{}, end{};
    ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    ASSERT_EQ(stream.get_next(&stream, &end), 0);
    EXPECT_EQ(end.release, nullptr) << "one batch";
    stream.release(&stream);
    EXPECT_EQ(stream.release, nullptr);

    EXPECT_STREQ(schema.format, "+s");
    ASSERT_EQ(batch.length, static_cast<int64_t>(layers.size()));
    ASSERT_EQ(schema.n_children, batch.n_children);
    for (int64_t c = 0; c < schema.n_children; ++c) {
      int64_t nulls = 0;
      for (size_t row = 0; row < layers.size(); ++row) {
        json const value = cell(*schema.children[c], *batch.children[c], row);
        EXPECT_EQ(value, layers[row][schema.children[c]->name])
            << schema.children[c]->name << " of row " << row;
        nulls += value.is_null() ? 1 : 0;
      }
      EXPECT_EQ(batch.children[c]->null_count, nulls) << schema.children[c]->name;
    }
    ArrowArray first = *batch.children[0]; // moved out by the consumer
    batch.children[0]->release = nullptr;
    batch.release(&batch);
    EXPECT_EQ(batch.release, nullptr);
    first.release(&first);
    schema.release(&schema);
  }
  energy_opt_close(session);
}

} // namespace
