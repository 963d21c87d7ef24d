#include "tests/model/world.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace patchbay::model {
namespace {

// It is compared and hashed byte by byte.
static_assert(std::has_unique_object_representations_v<World>);

/// Gives the pairs that somebody holds new numbers, in the order in which they are met.
class Renaming {
 public:
  explicit Renaming(const World& world) : from_(world.provider) { names_.fill(kNoPair); }

  void rename(PairIndex& pair) {
    if (pair == kNoPair) return;
    if (names_[pair] == kNoPair) meet(pair);
    pair = names_[pair];
  }

  Provider provider() {
    Provider renamed;
    for (PairIndex index = 0; index < met_; ++index) renamed.append(described(order_[index]));
    return renamed;
  }

 private:
  void meet(PairIndex pair) {
    names_[pair] = met_;
    order_[met_++] = pair;
    const PairIndex token = from_[pair].refresh_token;
    if (names_[token] == kNoPair) meet(token);
  }

  // Where a pair came from matters only while the token it was made from is held by somebody.
  IssuedPair described(PairIndex pair) const {
    IssuedPair copy = from_[pair];
    copy.refresh_token = names_[copy.refresh_token];
    if (copy.made_from != kNoPair) copy.made_from = names_[copy.made_from];
    copy.consent = names_[firstOfConsent(copy.consent)];
    return copy;
  }

  PairIndex firstOfConsent(std::uint8_t consent) const {
    return *std::find_if(order_.begin(), order_.begin() + met_,
                         [&](PairIndex pair) { return from_[pair].consent == consent; });
  }

  const Provider& from_;
  std::array<PairIndex, kMostPairs> names_{};
  std::array<PairIndex, kMostPairs> order_{};
  PairIndex met_ = 0;
};

/// By all that a host has in mind; hosts that have the same in mind keep their order.
void sortHosts(World& world) {
  const auto hosts = world.hosts;
  std::array<HostIndex, kMostHosts> order{};
  for (HostIndex index = 0; index < kMostHosts; ++index) order[index] = index;
  std::sort(order.begin(), order.end(), [&](HostIndex left, HostIndex right) {
    const int difference = std::memcmp(&hosts[left], &hosts[right], sizeof(Host));
    return difference != 0 ? difference < 0 : left < right;
  });
  std::array<HostIndex, kMostHosts> names{};
  for (HostIndex place = 0; place < kMostHosts; ++place) {
    world.hosts[place] = hosts[order[place]];
    names[order[place]] = place;
  }
  for (RecordIndex index = 0; index < kRecords; ++index) {
    HostIndex& owner = world.database[index].lease_owner;
    if (owner < kMostHosts) owner = names[owner];
  }
}

void renamePairs(World& world) {
  Provider renamed;
  {
    Renaming renaming(world);
    for (RecordIndex index = 0; index < kRecords; ++index) {
      renaming.rename(world.database[index].pair);
    }
    for (Host& host : world.hosts) {
      renaming.rename(host.pair);
      renaming.rename(host.answer);
    }
    renaming.rename(world.connector.pair);
    renaming.rename(world.disconnector.pair);
    for (PairIndex& token : world.late_requests) renaming.rename(token);
    renamed = renaming.provider();
  }
  world.provider = renamed;
  std::sort(world.late_requests.begin(), world.late_requests.end());
}

}  // namespace

World initialWorld(const Scenario& scenario) {
  World world;
  Record& record = world.database[kFirstGrant];
  record.is_present = 1;
  record.generation = 1;
  record.pair = world.provider.issueAfterConsent();
  record.is_stale = 1;
  record.has_tenant = 1;
  world.provider[record.pair].is_committed = 1;
  world.provider[record.pair].is_used = 1;
  world.budget = scenario.budget;
  return world;
}

std::uint64_t fingerprint(const World& world) {
  World canonical = world;
  sortHosts(canonical);
  renamePairs(canonical);
  std::array<std::uint64_t, (sizeof(World) + 7) / 8> words{};
  std::memcpy(words.data(), &canonical, sizeof(World));
  // Multiply and fold, a word at a time; the constants are odd and otherwise arbitrary.
  std::uint64_t hash = 0x9e3779b97f4a7c15;
  for (const std::uint64_t word : words) {
    hash = (hash ^ word) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  return hash;
}

bool isUsable(const World& world, RecordIndex index) {
  const Record& record = world.database[index];
  if (record.is_present == 0) return false;
  return record.has_tenant != 0 || world.database[kFirstGrant].is_present == 0;
}

}  // namespace patchbay::model
