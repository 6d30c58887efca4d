#include "lib/ir/Ops.h"

#include <gtest/gtest.h>
#include <set>

using namespace eo;

TEST(Ops, EveryRowIsFoundByItsName) {
  std::set<std::pair<std::string, std::string>> names;
#define EO_OP(Kind, Domain, Name, Class, Shape, Macs, OtherOps, Operands, Tools)                             \
  EXPECT_EQ(opKindFromName(Domain, Name), OpKind::Kind) << Name;                                             \
  EXPECT_TRUE(names.emplace(Domain, Name).second) << Name << " stands twice";
#define EO_ALIAS(Kind, Domain, Name)                                                                         \
  EXPECT_EQ(opKindFromName(Domain, Name), OpKind::Kind) << Domain << "." << Name;                            \
  EXPECT_TRUE(names.emplace(Domain, Name).second) << Name << " stands twice";
#include "lib/ir/Ops.def"
  EXPECT_GT(names.size(), 180U);
}

TEST(Ops, UnknownNamesAndDomainsAreUnknown) {
  EXPECT_EQ(opKindFromName("", "conv"), OpKind::Unknown);
  EXPECT_EQ(opKindFromName("", ""), OpKind::Unknown);
  EXPECT_EQ(opKindFromName("com.example", "Conv"), OpKind::Unknown);
}

TEST(Ops, ClassSaysWhatSortOfWorkItIs) {
  EXPECT_EQ(opClass(OpKind::Conv), OpClass::Convolution);
  EXPECT_EQ(opClassName(opClass(OpKind::Gemm)), "matrix-product");
  EXPECT_EQ(opClass(OpKind::Unknown), OpClass::Unknown);
}
