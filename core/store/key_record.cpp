#include "core/store/key_record.hpp"

#include <algorithm>
#include <vector>

#include "core/base/error.hpp"
#include "core/crypto/sealed_text.hpp"
#include "core/store/sql_session.hpp"

namespace patchbay::store {
namespace {

const SqlText kReadKeys{"SELECT key_id, sealed_proof FROM sealing_keys ORDER BY first_used_at", 2};
/// Also makes other hosts wait that are about to record theirs.
const SqlText kCountChange{"UPDATE revisions SET value = value + 1 WHERE name = 'sealing_keys'"};
const SqlText kInsertKey{
    R"(INSERT INTO sealing_keys (key_id, sealed_proof, first_used_at)
       VALUES (:key_id, :sealed_proof, :first_used_at))"};
const SqlText kCountSealed{
    R"(SELECT (SELECT COUNT(*) FROM grants WHERE sealed_access_token LIKE :of_grants)
            + (SELECT COUNT(*) FROM pending_logins WHERE sealed_code_verifier LIKE :of_logins)
            + (SELECT COUNT(*) FROM event_handshakes
                 WHERE sealed_verification_token LIKE :of_handshakes))",
    1};

struct RecordedKey {
  std::string id;
  std::string proof;
};

std::vector<RecordedKey> readKeys(SqlSession& session) {
  std::vector<RecordedKey> keys;
  for (SqlRow& row : session.query(kReadKeys)) {
    RecordedKey key;
    key.id = row.text();
    key.proof = row.text();
    keys.push_back(std::move(key));
  }
  return keys;
}

crypto::SealPlace proofPlace(const std::string& key_id) {
  return {"sealing_keys", "sealed_proof", key_id};
}

[[noreturn]] void refuse(const std::string& cause) {
  throw IntegrationError(
      ErrorCode::settings_invalid,
      "The key ring does not fit the database: " + cause +
          ". Use the key file of the host that began this database, which all its hosts share; if "
          "that is lost, so is what it sealed, and a new database is needed.");
}

void requireSameKey(const RecordedKey& recorded, const crypto::KeyRing& keys) {
  try {
    crypto::open(recorded.proof, proofPlace(recorded.id), keys);
  } catch (const IntegrationError& error) {
    if (error.code() != ErrorCode::sealed_text_refused) throw;
    refuse("its key " + recorded.id + " is another one than the database was sealed with");
  }
}

void requireFit(const std::vector<RecordedKey>& recorded, const crypto::KeyRing& keys) {
  bool holds_one = recorded.empty();
  for (const RecordedKey& key : recorded) {
    if (keys.find(key.id) == nullptr) continue;
    requireSameKey(key, keys);
    holds_one = true;
  }
  if (!holds_one) refuse("it lacks the key " + recorded.back().id + ", which sealed in there");
}

}  // namespace
}  // namespace patchbay::store

namespace patchbay {

void checkKeyRing(const DatabaseLocation& location, const crypto::KeyRing& keys) {
  store::SqlSession session(location);
  const store::SqlTransaction transaction(session, store::SqlTransaction::Kind::read);
  store::requireFit(store::readKeys(session), keys);
}

void recordKeyRing(const DatabaseLocation& location, const crypto::KeyRing& keys) {
  store::SqlSession session(location);
  store::SqlTransaction transaction(session, store::SqlTransaction::Kind::write);
  session.run(store::kCountChange);
  const auto recorded = store::readKeys(session);
  store::requireFit(recorded, keys);
  const std::string& id = keys.writer().id;
  const bool is_known = std::any_of(recorded.begin(), recorded.end(),
                                    [&id](const auto& key) { return key.id == id; });
  if (is_known) return;
  std::string proof = crypto::seal(Secret(id), store::proofPlace(id), keys);
  session.run(store::kInsertKey, {id, std::move(proof), session.now()});
  transaction.commit();
}

std::int64_t countSealedBy(const DatabaseLocation& location, const std::string& key_id) {
  store::SqlSession session(location);
  const store::SqlTransaction transaction(session, store::SqlTransaction::Kind::read);
  const std::string sealed_by_it = "v1." + key_id + ".%";  // no id holds a wildcard
  auto row = session.queryOne(store::kCountSealed, {sealed_by_it, sealed_by_it, sealed_by_it});
  return row ? row->number() : 0;
}

}  // namespace patchbay
