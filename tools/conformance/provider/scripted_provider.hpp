#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/http/http_client.hpp"
#include "core/oauth/parameters.hpp"
#include "core/oauth_app.hpp"
#include "tools/conformance/provider/grant_book.hpp"
#include "tools/conformance/provider/id_token_writer.hpp"
#include "tools/conformance/provider/recorded_answers.hpp"
#include "tools/conformance/provider/script.hpp"

namespace patchbay::conformance {

/// What a call to the provider is about.
enum class CallKind {
  exchange,
  refresh,
  other_grant,  ///< a token call with another grant type
  revocation,
  introspection,
  keys,
  metadata,
  api,
  elsewhere,  ///< nothing that the plugin declared
};

/// One call as it came.
struct Call {
  CallKind kind;
  http::HttpRequest request;
  oauth::Parameters parameters;  ///< of the body, where it could be read
  std::string bearer;            ///< the access token in `Authorization`, if any
  bool was_durable = true;       ///< the bearer's pair had been committed before

  Call(CallKind about, http::HttpRequest asked) : kind(about), request(std::move(asked)) {}
  /// The first of that name; empty when there is none.
  std::string parameter(std::string_view name) const;
  std::size_t count(std::string_view name) const;
};

/// The provider that a plugin declares, without a socket: it issues and rotates tokens by the
/// declared facts, and remembers what it was asked. It does not enforce what scenarios look at (who
/// authenticates how, the redirect URI, ...), so that one fault of a plugin fails one scenario.
/// Used from one thread.
class ScriptedProvider final : public http::HttpClient {
 public:
  explicit ScriptedProvider(const Clock& clock) : clock_(clock) {}

  /// Tells whether the pair of an access token was committed; asked at each call that bears one.
  std::function<bool(const std::string&)> is_durable;

  /// The facts to play, once the plugin has stated them.
  void play(OAuthApp app, RecordedAnswers recorded);

  awaitable<http::HttpResponse> send(http::HttpRequest request) override;

  /// What the browser comes back with after the user agreed at the authorization endpoint.
  oauth::Parameters consent(const std::string& location);
  /// A pair of a grant that was given some time before.
  IssuedPair issuePair() { return book_.open(); }

  void next(CallKind kind, Script script) { scripts_[kind].push_back(std::move(script)); }
  void always(CallKind kind, Script script) { standing_[kind] = std::move(script); }
  void normal(CallKind kind) { standing_.erase(kind); }
  /// Calls of this kind are acted upon at once and answered when they are released.
  void hold(CallKind kind) { held_[kind]; }
  void release(CallKind kind);
  /// How many tenants a grant reaches: `one`, `several` or `none` of the recorded answers.
  void reach(const std::optional<TenantAnswers>& tenants) { tenants_ = tenants; }
  /// Changes the id_token that goes with the next pairs.
  void forge(IdTokenWriter::Forgery forgery) { forgery_ = std::move(forgery); }
  IdTokenWriter& idTokens() { return id_tokens_; }

  const std::vector<Call>& calls() const { return calls_; }
  std::vector<Call> calls(CallKind kind) const;
  GrantBook& book() { return book_; }
  /// All that must never be seen outside of a call to the provider.
  std::vector<std::string> secrets() const;
  const std::map<std::string, std::string>& challenges() const { return challenges_; }

 private:
  struct Login {
    std::string nonce;
    bool was_used = false;
  };
  using Gate = std::vector<std::shared_ptr<boost::asio::steady_timer>>;

  Call read(http::HttpRequest request) const;
  CallKind kindOf(const Call& call) const;
  bool isApi(const std::string& url) const;
  http::HttpResponse answer(const Call& call);
  http::HttpResponse play(const Call& call, const Script& script);
  http::HttpResponse ordinary(const Call& call);
  http::HttpResponse exchange(const Call& call);
  http::HttpResponse refresh(const Call& call);
  http::HttpResponse callApi(const Call& call);
  http::HttpResponse pairAnswer(const IssuedPair& pair, const std::string& nonce) const;
  std::optional<Script> takeScript(CallKind kind);

  const Clock& clock_;
  OAuthApp app_;
  RecordedAnswers recorded_;
  std::optional<TenantAnswers> tenants_;
  GrantBook book_;
  IdTokenWriter id_tokens_;
  IdTokenWriter::Forgery forgery_;
  std::map<CallKind, std::deque<Script>> scripts_;
  std::map<CallKind, Script> standing_;
  std::map<CallKind, Gate> held_;
  std::map<std::string, Login> logins_;            // by code
  std::map<std::string, std::string> challenges_;  // by code
  std::vector<Call> calls_;
};

/// A parameter of a URL's query, decoded; all values of that name.
std::vector<std::string> queryParameters(const std::string& url, std::string_view name);

}  // namespace patchbay::conformance
