#include "core/store/event_rows.hpp"

#include <utility>

#include "core/crypto/random.hpp"
#include "core/events/event_totals.hpp"
#include "core/store/row_seal.hpp"
#include "core/store/stored_text.hpp"

namespace patchbay::store {
namespace {

// Longer than Gusto (three days) and Xero (one) go on sending an event that was not acknowledged.
constexpr Milliseconds kKeepFinished = std::chrono::days(7);

const std::string kVerificationToken = "sealed_verification_token";

const SqlText kInsert{
    R"(INSERT INTO provider_events (integration, event_id, effect, tenant_id, happened_at,
         received_at)
       VALUES (:integration, :event_id, :effect, :tenant_id, :happened_at, :received_at)
       ON CONFLICT (integration, event_id) DO NOTHING)"};
const SqlText kCountAllWaiting{"SELECT COUNT(*) FROM provider_events WHERE done_at IS NULL", 1};
const SqlText kCountWaiting{
    R"(SELECT COUNT(*) FROM (SELECT sequence FROM provider_events
         WHERE done_at IS NULL LIMIT :most) AS waiting)",
    1};
const SqlText kFindOpen{
    R"(SELECT sequence, integration, event_id, effect, tenant_id, happened_at, attempts
       FROM provider_events
       WHERE done_at IS NULL AND (taken_until IS NULL OR taken_until <= :now)
       ORDER BY sequence LIMIT :most{skip_locked})",
    7};
const SqlText kTake{
    R"(UPDATE provider_events SET taken_until = :taken_until, attempts = :attempts
       WHERE sequence = :sequence)"};
const SqlText kFinish{
    R"(UPDATE provider_events SET done_at = :now
       WHERE integration = :integration AND event_id = :event_id AND done_at IS NULL)"};
const SqlText kDropFinished{"DELETE FROM provider_events WHERE done_at <= :before"};

const SqlText kInsertHandshake{
    R"(INSERT INTO event_handshakes (id, integration, sealed_verification_token, received_at)
       VALUES (:id, :integration, :token, :received_at))"};
const SqlText kKeepNewest{
    R"(DELETE FROM event_handshakes WHERE integration = :integration AND sequence NOT IN (
         SELECT sequence FROM event_handshakes WHERE integration = :the_same
         ORDER BY sequence DESC LIMIT 5))"};
const SqlText kListHandshakes{
    R"(SELECT id, sealed_verification_token, received_at FROM event_handshakes
       WHERE integration = :integration ORDER BY sequence DESC)",
    3};

RowSeal sealOf(const std::string& id, const std::string& integration, const crypto::KeyRing& ring) {
  return {ring, "event_handshakes", "handshake " + id, {integration, id}};
}

ProviderEvent readEvent(SqlRow& row) {
  ProviderEvent event;
  event.integration = row.text();
  event.id = row.text();
  event.effect = parseEventEffect(row.text());
  event.tenant_id = row.text();
  event.happened_at = row.time();
  event.attempts = static_cast<int>(row.number());
  return event;
}

}  // namespace

std::int64_t insertProviderEvents(SqlSession& session, const std::vector<ProviderEvent>& events,
                                  std::int64_t most_waiting, TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  std::int64_t inserted = 0;
  for (const ProviderEvent& event : events) {
    inserted += session.run(
        kInsert, {event.integration, storableText(event.id), std::string(name(event.effect)),
                  storableText(event.tenant_id), event.happened_at, now});
  }
  if (inserted == 0) return 0;
  auto waiting = session.queryOne(kCountWaiting, {most_waiting + 1});
  if (waiting && waiting->number() > most_waiting) {
    throw IntegrationError(ErrorCode::temporarily_unavailable,
                           "Too many events wait to be worked off; send them again later.");
  }
  transaction.commit();
  return inserted;
}

std::vector<ProviderEvent> takeProviderEvents(SqlSession& session, std::int64_t most,
                                              Milliseconds hold) {
  std::vector<ProviderEvent> taken;
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  const TimePoint now = session.now();
  for (SqlRow& row : session.query(kFindOpen, {now, most})) {
    const std::int64_t sequence = row.number();
    ProviderEvent event = readEvent(row);
    ++event.attempts;
    session.run(kTake, {now + hold, std::int64_t{event.attempts}, sequence});
    taken.push_back(std::move(event));
  }
  auto waiting = session.queryOne(kCountAllWaiting);
  if (waiting) noteEventsWaiting(waiting->number());
  if (!taken.empty()) transaction.commit();
  return taken;
}

void finishProviderEvent(SqlSession& session, const std::string& integration, const std::string& id,
                         TimePoint now) {
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  session.run(kFinish, {now, integration, id});
  transaction.commit();
}

std::int64_t dropFinishedEvents(SqlSession& session, TimePoint now) {
  return session.run(kDropFinished, {now - kKeepFinished});
}

void insertEventHandshake(SqlSession& session, const crypto::KeyRing& ring,
                          const EventHandshake& handshake) {
  const std::string id = crypto::randomId("handshake_");
  const RowSeal seal = sealOf(id, handshake.integration, ring);
  SqlTransaction transaction(session, SqlTransaction::Kind::write);
  session.run(kInsertHandshake,
              {id, handshake.integration,
               seal.seal(kVerificationToken, handshake.verification_token), handshake.received_at});
  session.run(kKeepNewest, {handshake.integration, handshake.integration});
  transaction.commit();
}

std::vector<EventHandshake> listEventHandshakes(SqlSession& session, const crypto::KeyRing& ring,
                                                const std::string& integration) {
  std::vector<EventHandshake> handshakes;
  for (SqlRow& row : session.query(kListHandshakes, {integration})) {
    const std::string id = row.text();
    EventHandshake handshake;
    handshake.integration = integration;
    handshake.verification_token =
        sealOf(id, integration, ring).open(kVerificationToken, row.text());
    handshake.received_at = row.time();
    handshakes.push_back(std::move(handshake));
  }
  return handshakes;
}

}  // namespace patchbay::store
