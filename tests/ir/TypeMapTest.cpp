#include "lib/ir/TypeMap.h"

#include <gtest/gtest.h>

using namespace eo;

namespace {

/// A network of values alone.
Graph withValues(unsigned count) {
  GraphBuilder builder;
  BodyId main = builder.addBody("main", NodeId());
  for (unsigned i = 0; i < count; ++i)
    builder.addValue(builder.save("v"), ValueSource::Input, main);
  return builder.finish();
}

TensorType maps(SymInt const &batch) { return {DataType::Float32, Shape{batch, 3, 8, 8}}; }

} // namespace

TEST(TypeMap, KeepsWhatIsTheSameOnce) {
  TypeMap types(withValues(5));
  ASSERT_EQ(types.size(), 5U);
  types[ValueId{0}] = types[ValueId{2}] = maps(1);
  types[ValueId{1}] = maps(2);
  types.share();
  TypeMap const &shared = types;
  EXPECT_EQ(shared.size(), 5U);
  EXPECT_EQ(shared[ValueId{0}].str(), "float32[1x3x8x8]");
  EXPECT_EQ(shared[ValueId{1}].str(), "float32[2x3x8x8]");
  EXPECT_EQ(&shared[ValueId{0}], &shared[ValueId{2}]);
  EXPECT_FALSE(shared[ValueId{3}].hasRank());
  EXPECT_EQ(&shared[ValueId{3}], &shared[ValueId{4}]);
}

// A size that nobody knows equals no other.
TEST(TypeMap, KeepsOpenSizesOfEachValue) {
  TypeMap types(withValues(4));
  types[ValueId{0}] = types[ValueId{1}] = maps(SymInt::unknown());
  types[ValueId{2}] = maps(SymInt::symbol("N"));
  types[ValueId{3}] = maps(SymInt::symbol("M"));
  types.share();
  TypeMap const &shared = types;
  EXPECT_NE(&shared[ValueId{0}], &shared[ValueId{1}]);
  EXPECT_EQ(shared[ValueId{1}].str(), "float32[?x3x8x8]");
  EXPECT_EQ(shared[ValueId{2}].str(), "float32[Nx3x8x8]");
  EXPECT_EQ(shared[ValueId{3}].str(), "float32[Mx3x8x8]");
}

TEST(TypeMap, WhoWritesHasATypeOfItsOwn) {
  TypeMap types(withValues(2));
  types[ValueId{0}] = types[ValueId{1}] = maps(1);
  types.share();
  TypeMap before = types;
  types[ValueId{0}] = maps(4);
  TypeMap const &changed = types;
  EXPECT_EQ(changed[ValueId{0}].str(), "float32[4x3x8x8]");
  EXPECT_EQ(changed[ValueId{1}].str(), "float32[1x3x8x8]") << "which was the same";
  EXPECT_EQ(static_cast<TypeMap const &>(before)[ValueId{0}].str(), "float32[1x3x8x8]");
  TypeMap after = types; // copies have their own as well
  types[ValueId{0}] = before[ValueId{0}];
  EXPECT_EQ(changed[ValueId{0}].str(), "float32[1x3x8x8]");
  EXPECT_EQ(static_cast<TypeMap const &>(after)[ValueId{0}].str(), "float32[4x3x8x8]");
  TypeMap last;
  last = after;
  EXPECT_EQ(last[ValueId{0}].str(), "float32[4x3x8x8]");
}
