#include <memory>

#include "tests/core/store/integration_store_contract_tests.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_integration_store.hpp"

namespace patchbay::testing {
namespace {

/// Two hosts over one memory are one store.
class MemoryUnderTest final : public StoreUnderTest {
 public:
  IntegrationStore& store() override { return store_; }
  IntegrationStore& otherHost() override { return store_; }

 private:
  FakeClock clock_;
  MemoryIntegrationStore store_{clock_};
};

std::unique_ptr<StoreUnderTest> makeMemory() { return std::make_unique<MemoryUnderTest>(); }

INSTANTIATE_TEST_SUITE_P(Memory, IntegrationStoreContract, ::testing::Values(makeMemory),
                         [](const auto&) { return "OneProcess"; });

}  // namespace
}  // namespace patchbay::testing
