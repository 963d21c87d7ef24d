#include "tools/sandbox/common/oauth/token_call_notes.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "tools/sandbox/common/request_parameters.hpp"

namespace patchbay::sandbox {
namespace {

/// The refresh token or code of a request.
std::string presentedBy(const oauth::Parameters& parameters) {
  const bool is_code = valueOf(parameters, "grant_type") == "authorization_code";
  return valueOf(parameters, is_code ? "code" : "refresh_token");
}

std::optional<TimePoint> heldSince(const http::ServerRequest& request) {
  const std::string_view text = request.header(kHeldSinceHeader).value_or("");
  std::int64_t milliseconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return TimePoint(Milliseconds(milliseconds));
}

}  // namespace

void TokenCallNotes::asked(const http::ServerRequest& request) {
  TokenCall call;
  call.time = clock_.now();
  try {
    const oauth::Parameters parameters = readParameters(request);
    const std::string presented = presentedBy(parameters);
    call.grant_type = valueOf(parameters, "grant_type");
    call.presented = fingerprint(presented);
    if (const TokenPair* pair = book_.find(presented)) {
      call.grant = pair->grant;
      call.generation = pair->generation;
      call.duplicate = pair->exchanged;
      if (pair->refresh_token == presented) call.death = book_.refreshDeathOf(*pair);
    }
  } catch (const UnreadableBody&) {
    // The endpoint tells the client; the ledger shows the request without a grant type.
  }
  const bool may_repeat = rules_.rotation == RotationRule::none;
  ledger_.begin(request.remote_address, std::move(call), may_repeat);
}

void TokenCallNotes::notCarriedOut(const http::ServerRequest& request, FaultKind fault) {
  ledger_.underWay(request.remote_address).outcome =
      "not_carried_out:" + std::string(nameOf(fault));
}

void TokenCallNotes::exchanged(const http::ServerRequest& request, const Exchange& result) {
  TokenCall& call = ledger_.underWay(request.remote_address);
  call.grant = result.grant;
  call.duplicate = result.duplicate;
  // A refresh token that died while the request waited was no dead one when it was presented.
  const bool is_code = call.grant_type == "authorization_code";
  noteDeath(request, call, is_code ? result.refusal.death : call.death);
  call.outcome = result.pair ? "issued" : result.refusal.error;
  if (result.pair) call.issued = fingerprint(result.pair->refresh_token);
}

void TokenCallNotes::refused(const http::ServerRequest& request, const std::string& error) {
  ledger_.underWay(request.remote_address).outcome = error;
}

void TokenCallNotes::noteDeath(const http::ServerRequest& request, const TokenCall& call,
                               const std::string& reason) {
  if (reason.empty()) return;
  const bool is_code = call.grant_type == "authorization_code";
  ledger_.add(DeadTokenUse{clock_.now(), request.path, is_code ? "code" : "refresh_token", reason,
                           call.presented, call.grant});
}

void TokenCallNotes::deadAccessToken(const http::ServerRequest& request, const TokenPair& pair,
                                     const std::string& death) {
  DeadTokenUse use{
      clock_.now(), request.path, "access_token", death, fingerprint(pair.access_token),
      pair.grant};
  const auto held_since = heldSince(request);
  use.died_in_hand = held_since && book_.diedAt(pair) >= *held_since;
  ledger_.add(std::move(use));
}

std::string bearerToken(const http::ServerRequest& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view header = request.header("Authorization").value_or("");
  return header.starts_with(kScheme) ? std::string(header.substr(kScheme.size())) : std::string();
}

}  // namespace patchbay::sandbox
