#include "core/data/data_reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace patchbay {
namespace {

using ::testing::ElementsAre;

std::string reread(std::string_view text) {
  const auto reference = parseDataReference(text);
  return reference ? reference->provider + " | " + reference->name : "refused";
}

DataBatch batchOf(std::vector<std::pair<std::string, std::string>> keys_and_labels) {
  DataBatch batch;
  for (const auto& [key, label] : keys_and_labels) {
    batch.series[key].key = key;
    batch.series[key].label = label;
  }
  return batch;
}

std::vector<std::string> referencesOf(const DataBatch& batch) {
  std::vector<std::string> references;
  for (const auto& endpoint : dataEndpointsOf(batch, "Xero")) {
    references.push_back(endpoint.reference);
  }
  return references;
}

// X10: whatever a label holds, the text that names it leads back to it.
TEST(DataReference, HoldsAnyLabel) {
  for (const std::string label : {"Sales", "Light, Power, Heating", "Printing & Stationery",
                                  "Travel - National", "A [b] c]", "100% \xC3\x96l", " ", "]["}) {
    EXPECT_EQ(reread(toText(DataReference("Xero", label))), "Xero | " + label);
  }
}

// X11: a provider's name may hold digits, here as at its registration.
TEST(DataReference, AllowsDigitsInTheProvidersName) {
  EXPECT_EQ(reread("Books4u[Sales]"), "Books4u | Sales");
}

TEST(DataReference, IsRefusedWithoutProviderOrName) {
  for (const char* text : {"", "Sales", "[Sales]", "Xero[]", "Xero[Sales", "Xero]Sales[",
                           "Xe ro[Sales]", "Xero[Sales] "}) {
    EXPECT_EQ(reread(text), "refused") << text;
  }
}

// X9: where two series share a label, each is named by its key.
TEST(DataEndpoints, AreNamedByLabelWhereThatIsUnique) {
  const auto batch = batchOf({{"p/1", "Other"}, {"b/2", "Other"}, {"p/3", "Sales"}, {"p/4", ""}});
  EXPECT_THAT(referencesOf(batch),
              ElementsAre("Xero[Sales]", "Xero[b/2]", "Xero[p/1]", "Xero[p/4]"));
}

TEST(DataEndpoints, AreFoundByWhatNamesThem) {
  const auto batch = batchOf({{"p/1", "Other"}, {"b/2", "Other"}, {"p/3", "Sales"}, {"p/4", ""}});
  for (const auto& endpoint : dataEndpointsOf(batch, "Xero")) {
    const auto reference = parseDataReference(endpoint.reference);
    ASSERT_TRUE(reference) << endpoint.reference;
    EXPECT_EQ(findSeries(batch, reference->name), endpoint.series);
  }
  EXPECT_EQ(findSeries(batch, "Other"), nullptr);
  EXPECT_EQ(findSeries(batch, "Nothing"), nullptr);
}

// A label that looks like another series' key does not take its place.
TEST(DataEndpoints, AreNotMistakenForOneAnother) {
  const auto batch = batchOf({{"p/1", "p/2"}, {"p/2", "Sales"}});
  EXPECT_THAT(referencesOf(batch), ElementsAre("Xero[Sales]", "Xero[p/1]"));
  EXPECT_EQ(findSeries(batch, "p/2")->label, "Sales");
}

}  // namespace
}  // namespace patchbay
