#include <gtest/gtest.h>

#include "host/routes/token_route.hpp"

namespace patchbay::host {
namespace {

TEST(PlainTokenQuery, IsReadInAnyOrder) {
  const auto wish = parsePlainTokenQuery("min_ttl_seconds=300&tenant_id=company-1");
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->tenant_id, "company-1");
  EXPECT_EQ(wish->min_ttl, Seconds(300));
}

TEST(PlainTokenQuery, AsksForAMinuteOfTheOnlyTenantWhenEmpty) {
  const auto wish = parsePlainTokenQuery("");
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->tenant_id, "");
  EXPECT_EQ(wish->min_ttl, Seconds(60));
}

TEST(PlainTokenQuery, LeavesEverythingUnusualToTheSlowReader) {
  for (const char* query :
       {"tenant_id=a&tenant_id=b", "tenant_id=a%20b", "tenant_id=a+b",
        "min_ttl_seconds=", "min_ttl_seconds=-1", "min_ttl_seconds=86401", "min_ttl_seconds=1x",
        "other=1", "tenant_id", "&", "tenant_id=a&&min_ttl_seconds=1"}) {
    EXPECT_FALSE(parsePlainTokenQuery(query)) << query;
  }
}

}  // namespace
}  // namespace patchbay::host
