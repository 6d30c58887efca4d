//===- ReasonTest.cpp - remarks on figures -----------------------------------------------------------------===//

#include "lib/cost/Reason.h"

#include <gtest/gtest.h>

using namespace eo;

TEST(Reason, NothingIsEmptyHoweverItIsSaid) {
  EXPECT_TRUE(Reason().empty());
  EXPECT_TRUE(Reason(std::string()).empty());
  EXPECT_TRUE(Reason::literal("").empty());
  EXPECT_EQ(Reason().text(), "");
  EXPECT_FALSE(Reason("a view").empty());
}

TEST(Reason, AddsBehindASemicolon) {
  Reason nothing, words("a view"), text(std::string("scaled from another board"));
  for (Reason *one : {&nothing, &words, &text})
    one->add("time measured");
  EXPECT_EQ(nothing.text(), "time measured");
  EXPECT_EQ(words.text(), "a view; time measured");
  EXPECT_EQ(text.text(), "scaled from another board; time measured");
}

TEST(Reason, MoreOfACopyIsNotOfTheOther) {
  Reason first(std::string("scaled from another board")), second = first;
  second.add("time measured");
  EXPECT_EQ(first.text(), "scaled from another board");
}
