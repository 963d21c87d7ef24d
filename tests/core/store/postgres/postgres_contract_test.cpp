#include "tests/core/store/integration_store_contract_tests.hpp"
#include "tests/core/store/postgres/postgres_under_test.hpp"

namespace patchbay::testing {
namespace {

class PostgresUnderTest final : public StoreUnderTest {
 public:
  IntegrationStore& store() override { return *store_; }
  IntegrationStore& otherHost() override { return *other_host_; }

 private:
  PostgresDatabase database_;
  std::unique_ptr<IntegrationStore> store_ = database_.open();
  std::unique_ptr<IntegrationStore> other_host_ = database_.open();
};

std::unique_ptr<StoreUnderTest> makePostgres() { return std::make_unique<PostgresUnderTest>(); }

INSTANTIATE_TEST_SUITE_P(Postgres, IntegrationStoreContract, ::testing::Values(makePostgres),
                         [](const auto&) { return "TwoHosts"; });

}  // namespace
}  // namespace patchbay::testing
