#include "tools/sandbox/common/token_ledger.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "core/crypto/digest.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;

json::object describe(const TokenCall& call) {
  return {{"time", toRfc3339(call.time)}, {"grant_type", call.grant_type},
          {"presented", call.presented},  {"outcome", call.outcome},
          {"grant", call.grant},          {"issued", call.issued},
          {"duplicate", call.duplicate}};
}

json::object describe(const RevocationCall& call) {
  return {{"time", toRfc3339(call.time)},
          {"presented", call.presented},
          {"outcome", call.outcome},
          {"grant", call.grant}};
}

json::object describe(const DeadTokenUse& use) {
  return {{"time", toRfc3339(use.time)}, {"path", use.path},           {"kind", use.kind},
          {"reason", use.reason},        {"presented", use.presented}, {"grant", use.grant}};
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

}  // namespace

void TokenLedger::clear() {
  calls_.clear();
  revocations_.clear();
  dead_uses_.clear();
}

json::object TokenLedger::counts() const {
  json::object by_grant_type;
  std::int64_t issued = 0;
  std::int64_t duplicates = 0;
  for (const TokenCall& call : calls_) {
    json::value& count = by_grant_type[call.grant_type.empty() ? "none" : call.grant_type];
    count = (count.is_int64() ? count.get_int64() : 0) + 1;
    issued += call.outcome == "issued" ? 1 : 0;
    duplicates += call.duplicate ? 1 : 0;
  }
  return {{"token_calls", calls_.size()},
          {"issued", issued},
          {"not_issued", static_cast<std::int64_t>(calls_.size()) - issued},
          {"duplicates", duplicates},
          {"by_grant_type", std::move(by_grant_type)},
          {"revocations", revocations_.size()},
          {"dead_token_uses", dead_uses_.size()}};
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
