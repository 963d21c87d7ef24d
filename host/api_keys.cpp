#include "host/api_keys.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "core/base/hex_value.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"

namespace patchbay::host {
namespace {

constexpr std::string_view kScheme = "bearer ";
constexpr std::string_view kPrefix = "pb_";
constexpr std::size_t kIdLength = 16;
constexpr std::size_t kSecretLength = 43;  // base64url of 32 bytes
constexpr std::size_t kKeyLength = kPrefix.size() + kIdLength + 1 + kSecretLength;

using Id = std::array<char, kIdLength>;
using Hash = std::array<unsigned char, 32>;

/// Ids are random, so any eight of their bytes spread well.
struct IdHash {
  std::size_t operator()(const Id& id) const {
    std::size_t bits;
    std::memcpy(&bits, id.data(), sizeof bits);
    return bits * 0x9E37'79B9'7F4A'7C15ULL;
  }
};

struct PresentedKey {
  Id id;
  std::string_view secret;
};

bool beginsWithScheme(std::string_view authorization) {
  if (authorization.size() < kScheme.size()) return false;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = authorization[i];
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if (lower != kScheme[i]) return false;
  }
  return true;
}

std::optional<PresentedKey> parseAuthorization(std::string_view authorization) {
  if (!beginsWithScheme(authorization)) return std::nullopt;
  const std::string_view key = authorization.substr(kScheme.size());
  if (key.size() != kKeyLength || !key.starts_with(kPrefix) ||
      key[kPrefix.size() + kIdLength] != '_') {
    return std::nullopt;
  }
  PresentedKey presented;
  std::memcpy(presented.id.data(), key.data() + kPrefix.size(), kIdLength);
  presented.secret = key.substr(kKeyLength - kSecretLength);
  return presented;
}

std::optional<Hash> parseHash(std::string_view hex) {
  Hash hash;
  if (hex.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = hexValue(hex[2 * i]);
    const int low = hexValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash[i] = static_cast<unsigned char>(16 * high + low);
  }
  return hash;
}

/// An unknown name allows nothing; an empty list allows all.
unsigned operationBits(const std::vector<std::string>& names) {
  if (names.empty()) return (1U << kOperationNames.size()) - 1;
  unsigned bits = 0;
  for (const std::string& name : names) {
    if (const auto operation = parseOperation(name))
      bits |= 1U << static_cast<unsigned>(*operation);
  }
  return bits;
}

std::uint64_t nextSerial() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

struct ApiKeyDirectory::Snapshot {
  struct Entry {
    Hash secret_hash;
    TimePoint valid_until = TimePoint::max();
    ApiKeyScope scope;
  };
  std::unordered_map<Id, Entry, IdHash> entries;

  static std::optional<std::pair<Id, Entry>> read(const ApiKey& key) {
    const auto hash = parseHash(key.secret_hash);
    if (!hash || key.id.size() != kIdLength || key.revoked_at) return std::nullopt;
    Id id;
    std::memcpy(id.data(), key.id.data(), kIdLength);
    Entry entry;
    entry.secret_hash = *hash;
    if (key.expires_at) entry.valid_until = *key.expires_at;
    entry.scope.key_id = key.id;
    entry.scope.workspaces = key.workspaces;
    std::sort(entry.scope.workspaces.begin(), entry.scope.workspaces.end());
    entry.scope.operations = operationBits(key.operations);
    return std::pair(id, std::move(entry));
  }
};

std::optional<Operation> parseOperation(std::string_view name) {
  const auto found = std::find(kOperationNames.begin(), kOperationNames.end(), name);
  if (found == kOperationNames.end()) return std::nullopt;
  return static_cast<Operation>(found - kOperationNames.begin());
}

bool ApiKeyScope::sees(std::string_view workspace) const {
  return workspaces.empty() ||
         std::binary_search(workspaces.begin(), workspaces.end(), workspace, std::less<>());
}

NewApiKey makeApiKey(std::string label, std::vector<std::string> workspaces,
                     std::vector<std::string> operations, TimePoint now) {
  NewApiKey made;
  const std::string secret = crypto::randomToken(32);
  made.record.id = crypto::randomId("").substr(0, kIdLength);
  made.record.secret_hash = crypto::sha256Hex(secret);
  made.record.label = std::move(label);
  made.record.workspaces = std::move(workspaces);
  made.record.operations = std::move(operations);
  made.record.created_at = now;
  made.text = Secret(std::string(kPrefix) + made.record.id + "_" + secret);
  return made;
}

ApiKeyDirectory::ApiKeyDirectory()
    : serial_(nextSerial()), snapshot_(std::make_shared<Snapshot>()) {}

ApiKeyDirectory::~ApiKeyDirectory() = default;

void ApiKeyDirectory::replace(const std::vector<ApiKey>& keys) {
  auto next = std::make_shared<Snapshot>();
  for (const ApiKey& key : keys) {
    if (auto entry = Snapshot::read(key)) next->entries.insert(std::move(*entry));
  }
  const std::lock_guard lock(mutex_);
  snapshot_ = std::move(next);
  revision_.fetch_add(1, std::memory_order_release);
}

const ApiKeyDirectory::Snapshot& ApiKeyDirectory::current() const {
  thread_local std::uint64_t seen_serial = 0;
  thread_local std::uint64_t seen_revision = 0;
  thread_local std::shared_ptr<const Snapshot> seen;
  if (seen_serial != serial_ || seen_revision != revision_.load(std::memory_order_acquire)) {
    const std::lock_guard lock(mutex_);
    seen = snapshot_;
    seen_serial = serial_;
    seen_revision = revision_.load(std::memory_order_relaxed);
  }
  return *seen;
}

const ApiKeyScope* ApiKeyDirectory::find(std::string_view authorization, TimePoint now) const {
  static const Snapshot::Entry nobody{};
  const auto presented = parseAuthorization(authorization);
  if (!presented) return nullptr;
  unsigned char hash[32];
  crypto::sha256(presented->secret, hash);

  const Snapshot& keys = current();
  const auto found = keys.entries.find(presented->id);
  const Snapshot::Entry& entry = found == keys.entries.end() ? nobody : found->second;
  const bool same = CRYPTO_memcmp(hash, entry.secret_hash.data(), sizeof hash) == 0;
  return same && &entry != &nobody && now < entry.valid_until ? &entry.scope : nullptr;
}

}  // namespace patchbay::host
