#include "tools/sandbox/common/token_ledger.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "core/crypto/digest.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;

json::object describe(const std::shared_ptr<TokenCall>& call) {
  return patchbay::sandbox::describe(*call);
}

json::object describe(const RevocationCall& call) {
  return {{"time", toRfc3339(call.time)},
          {"presented", call.presented},
          {"outcome", call.outcome},
          {"grant", call.grant}};
}

json::object describe(const DeadTokenUse& use) {
  return {{"time", toRfc3339(use.time)},
          {"path", use.path},
          {"kind", use.kind},
          {"reason", use.reason},
          {"presented", use.presented},
          {"grant", use.grant},
          {"died_in_hand", use.died_in_hand}};
}

template <typename Entry>
json::array numbered(const std::vector<Entry>& entries) {
  json::array list;
  for (const Entry& entry : entries) {
    json::object item{{"number", list.size() + 1}};
    for (auto& member : describe(entry)) item.insert(member);
    list.push_back(std::move(item));
  }
  return list;
}

bool broughtPair(const TokenCall& call) { return call.outcome == "issued" && call.delivered; }

}  // namespace

void TokenLedger::noteRepeat(TokenCall& call, bool may_repeat) const {
  const auto earlier = by_presented_.find(call.presented);
  if (earlier == by_presented_.end()) return;
  const auto& calls = earlier->second;
  call.overlaps =
      std::any_of(calls.begin(), calls.end(), [](const Call& one) { return one->isUnderWay(); });
  if (may_repeat) return;
  call.repeat = call.overlaps ? TokenCall::Repeat::under_way : TokenCall::Repeat::unanswered;
  const bool answered =
      std::any_of(calls.begin(), calls.end(), [](const Call& one) { return broughtPair(*one); });
  if (answered) call.repeat = TokenCall::Repeat::answered;
}

void TokenLedger::begin(const std::string& connection, TokenCall call, bool may_repeat) {
  const auto begun = std::make_shared<TokenCall>(std::move(call));
  calls_.push_back(begun);
  on_connection_[connection] = begun;
  if (begun->grant_type != "refresh_token" || begun->presented.empty()) return;
  noteRepeat(*begun, may_repeat);
  by_presented_[begun->presented].push_back(begun);
}

TokenCall& TokenLedger::underWay(const std::string& connection) {
  const auto found = on_connection_.find(connection);
  if (found == on_connection_.end()) begin(connection, {}, true);
  return *on_connection_.at(connection);
}

void TokenLedger::answerSent(const std::string& connection) {
  const auto found = on_connection_.find(connection);
  if (found == on_connection_.end()) return;
  TokenCall& call = *found->second;
  call.delivered = !call.abandoned;
}

void TokenLedger::clientSpoke(const std::string& connection) {
  const auto found = on_connection_.find(connection);
  if (found != on_connection_.end() && found->second->delivered) on_connection_.erase(found);
}

void TokenLedger::clientLeft(const std::string& connection, bool left_unread) {
  const auto found = on_connection_.find(connection);
  if (found == on_connection_.end()) return;
  TokenCall& call = *found->second;
  if (left_unread) call.delivered = false;
  call.abandoned = !call.delivered;
  if (!call.outcome.empty()) on_connection_.erase(found);  // else it is still to take effect
}

void TokenLedger::clear() {
  calls_.clear();
  by_presented_.clear();
  revocations_.clear();
  dead_uses_.clear();
}

json::object TokenLedger::counts() const {
  json::object by_grant_type;
  std::map<TokenCall::Repeat, std::int64_t> repeats;
  std::int64_t issued = 0;
  std::int64_t duplicates = 0;
  std::int64_t overlaps = 0;
  std::int64_t under_way = 0;
  for (const Call& call : calls_) {
    json::value& count = by_grant_type[call->grant_type.empty() ? "none" : call->grant_type];
    count = (count.is_int64() ? count.get_int64() : 0) + 1;
    issued += call->outcome == "issued" ? 1 : 0;
    duplicates += call->duplicate ? 1 : 0;
    overlaps += call->overlaps ? 1 : 0;
    under_way += call->isUnderWay() ? 1 : 0;
    ++repeats[call->repeat];
  }
  const auto in_hand = std::count_if(dead_uses_.begin(), dead_uses_.end(),
                                     [](const DeadTokenUse& use) { return use.died_in_hand; });
  return {{"token_calls", calls_.size()},
          {"issued", issued},
          {"not_issued", static_cast<std::int64_t>(calls_.size()) - issued},
          {"under_way", under_way},
          {"duplicates", duplicates},
          {"repeats_after_answer", repeats[TokenCall::Repeat::answered]},
          {"repeats_unanswered", repeats[TokenCall::Repeat::unanswered]},
          {"overlaps", overlaps},
          {"by_grant_type", std::move(by_grant_type)},
          {"revocations", revocations_.size()},
          {"dead_token_uses", dead_uses_.size()},
          {"died_in_hand", in_hand}};
}

json::object TokenLedger::toJson() const {
  return {{"counts", counts()},
          {"token_calls", numbered(calls_)},
          {"revocations", numbered(revocations_)},
          {"dead_token_uses", numbered(dead_uses_)}};
}

std::string fingerprint(std::string_view token) {
  return token.empty() ? std::string() : crypto::sha256Hex(token).substr(0, 12);
}

}  // namespace patchbay::sandbox
