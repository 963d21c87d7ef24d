#include "core/store/change_cursor.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace patchbay {
namespace {

constexpr std::int64_t kPatience = 3;

/// A feed whose numbers appear as the test says, and one host that follows it.
class Feed : public ::testing::Test {
 protected:
  void add(std::initializer_list<std::int64_t> numbers) {
    numbers_.insert(numbers_.end(), numbers);
    std::sort(numbers_.begin(), numbers_.end());
  }
  void trimThrough(std::int64_t number) {
    std::erase_if(numbers_, [=](std::int64_t each) { return each <= number; });
    trimmed_ = number;
  }
  void restoreFromBackup(std::initializer_list<std::int64_t> numbers) { numbers_ = numbers; }

  /// One look at an even pace; the numbers reported.
  std::vector<std::int64_t> look() {
    auto reported = lookBetween();
    cursor_.countLook();
    return reported;
  }

  /// One look, in pages of two.
  std::vector<std::int64_t> lookBetween() {
    std::vector<std::int64_t> reported;
    forgot_all = false;
    for (bool more = true; more;) {
      const GrantChanges page = read(cursor_.next());
      if (cursor_.hasLostTrack(page)) {
        forgot_all = true;
        cursor_.restart(page);
        continue;
      }
      for (const auto& change : cursor_.accept(page)) reported.push_back(change.sequence);
      more = page.changes.size() == 2;
    }
    cursor_.endLook();
    return reported;
  }

  bool forgot_all = false;
  std::size_t rows_read = 0;

 private:
  GrantChanges read(std::int64_t after) {
    GrantChanges page;
    page.trimmed_through = trimmed_;
    page.newest = numbers_.empty() ? 0 : numbers_.back();
    for (const std::int64_t number : numbers_) {
      if (number <= after || page.changes.size() == 2) continue;
      page.changes.emplace_back().sequence = number;
    }
    rows_read += page.changes.size();
    return page;
  }

  std::vector<std::int64_t> numbers_;
  std::int64_t trimmed_ = 0;
  ChangeCursor cursor_{kPatience};
};

using Numbers = std::vector<std::int64_t>;

TEST_F(Feed, IsFollowedFromItsBeginning) {
  look();
  EXPECT_TRUE(forgot_all) << "what was known before the first look is not trusted";
  add({1, 2, 3});
  EXPECT_EQ(look(), (Numbers{1, 2, 3}));
  EXPECT_FALSE(forgot_all);
  EXPECT_EQ(look(), Numbers{});
  add({4});
  EXPECT_EQ(look(), Numbers{4});
}

TEST_F(Feed, IsReadOnFromWhereItStands) {
  add({1, 2, 3, 4, 5});
  look();
  rows_read = 0;
  add({6});
  look();
  EXPECT_EQ(rows_read, 1U);
}

TEST_F(Feed, ReportsANumberThatAppearsAfterAGreaterOne) {
  look();
  add({1, 3});
  EXPECT_EQ(look(), (Numbers{1, 3}));
  add({4});
  EXPECT_EQ(look(), Numbers{4});
  add({2});
  EXPECT_EQ(look(), Numbers{2});
  EXPECT_EQ(look(), Numbers{});
}

TEST_F(Feed, ReportsNumbersThatAppearLateInSeveralGaps) {
  look();
  add({2, 5, 9});
  EXPECT_EQ(look(), (Numbers{2, 5, 9}));
  add({4, 8});
  EXPECT_EQ(look(), (Numbers{4, 8}));
  add({1, 3, 6, 7});
  EXPECT_EQ(look(), (Numbers{1, 3, 6, 7}));
}

TEST_F(Feed, ReportsTheLateNumberInTheLastLookOfItsTransactionsTime) {
  look();
  add({2});
  for (std::int64_t i = 0; i < kPatience; ++i) look();
  add({1});
  EXPECT_EQ(look(), Numbers{1});
}

TEST_F(Feed, GivesUpTheNumberOfATransactionThatWasRolledBack) {
  look();
  add({1, 3, 4});
  for (std::int64_t i = 0; i <= kPatience; ++i) look();
  rows_read = 0;
  EXPECT_EQ(look(), Numbers{});
  EXPECT_EQ(rows_read, 0U) << "nothing is read again once the gap is given up";
}

TEST_F(Feed, DoesNotGiveUpAYoungGapTogetherWithAnOldOne) {
  look();
  add({2});
  for (std::int64_t i = 0; i < kPatience; ++i) look();
  add({4});
  look();
  add({3});
  EXPECT_EQ(look(), Numbers{3});
}

TEST_F(Feed, IsAwaitedAsLongHoweverOftenItIsLookedAt) {
  look();
  add({2});
  look();
  for (std::int64_t i = 0; i < 10 * kPatience; ++i) lookBetween();
  add({1});
  EXPECT_EQ(lookBetween(), Numbers{1});
  EXPECT_EQ(look(), Numbers{}) << "each is reported once";
}

TEST_F(Feed, TrimmedBehindTheCursorChangesNothing) {
  add({1, 2, 3});
  look();
  trimThrough(3);
  EXPECT_EQ(look(), Numbers{});
  EXPECT_FALSE(forgot_all);
  add({4});
  EXPECT_EQ(look(), Numbers{4});
  EXPECT_FALSE(forgot_all);
}

TEST_F(Feed, TrimmedPastTheCursorMakesItForgetAll) {
  add({1});
  look();
  add({2, 3});
  trimThrough(3);
  add({4});
  EXPECT_EQ(look(), Numbers{4});
  EXPECT_TRUE(forgot_all);
  EXPECT_EQ(look(), Numbers{});
  EXPECT_FALSE(forgot_all);
}

TEST_F(Feed, ThatWentBackMakesItForgetAll) {
  add({1, 2, 3, 4, 5});
  look();
  restoreFromBackup({1, 2});
  EXPECT_EQ(look(), (Numbers{1, 2}));
  EXPECT_TRUE(forgot_all);
  add({3});
  EXPECT_EQ(look(), Numbers{3});
  EXPECT_FALSE(forgot_all);
}

}  // namespace
}  // namespace patchbay
