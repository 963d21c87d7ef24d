#include <boost/asio/io_context.hpp>
#include <variant>

#include "core/fetch/fetch_cache.hpp"
#include "tests/core/integration/acme_integration.hpp"

namespace patchbay {
namespace {

using testing::AcmeIntegration;
using testing::AcmeTest;

/// Acme with a memory of what was fetched from it, as in a host.
class RememberedData : public AcmeTest {
 protected:
  CallbackResult connectAgain(const std::string& number) {
    answerPair(number);
    answerCompany();
    return host.connect(provider, "shop");
  }

  /// What is known of the workspace; fetched where it is not.
  std::size_t peopleKnown() {
    IntegrationAccess access = host.access(provider, "shop");
    DataWish wish(std::move(access), "company-1", std::chrono::year(2025) / 1 / 1);
    wish.to = std::chrono::year(2025) / 1 / 31;
    const auto answer = host.run(cache.getData(*adapter, std::move(wish)));
    return std::get<PayrollData>(*answer.data).employees.size();
  }

  FetchCache cache{host.clock, host.executor()};
  IntegrationContext context = [this] {
    IntegrationContext with_memory = host.context();
    with_memory.data_purge = &cache;
    return with_memory;
  }();
  AcmeIntegration provider{context};
  std::unique_ptr<FetchAdapter> adapter = provider.makeFetchAdapter();
};

// C2: the same company connected again may be reached with other permissions.
TEST_F(RememberedData, AreGoneAfterAReconnect) {
  ASSERT_TRUE(connectAgain("1").access);
  host.http.answer(200, R"({"Ines":"3000.00"})");
  EXPECT_EQ(peopleKnown(), 1U);
  EXPECT_EQ(peopleKnown(), 1U);
  ASSERT_TRUE(connectAgain("2").access);
  host.http.answer(200, R"({"Ines":"3000.00","Tom":"2000.00"})");
  EXPECT_EQ(peopleKnown(), 2U);
}

TEST_F(RememberedData, AreGoneAfterADisconnect) {
  ASSERT_TRUE(connectAgain("1").access);
  host.http.answer(200, R"({"Ines":"3000.00"})");
  EXPECT_EQ(peopleKnown(), 1U);
  EXPECT_GT(cache.size(), 0U);
  host.http.answer(200, "{}");
  host.run(provider.disconnect("shop"));
  EXPECT_EQ(cache.size(), 0U);
}

}  // namespace
}  // namespace patchbay
