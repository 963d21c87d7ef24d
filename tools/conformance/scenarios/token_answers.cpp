#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

constexpr const char* kStrict = "RFC 6749 section 5.1, RFC 8259";

/// An answer on its way, and the names that the provider gives to its members.
struct Body {
  std::string text;
  const OAuthApp& app;

  std::string key(const std::string& member) const {
    return "\"" + oauth::nameOf(app.token_response.names, member) + "\":";
  }
};

/// The ordinary answer with `text` in front of a member.
std::string before(Body body, const std::string& member, const std::string& text) {
  const auto place = body.text.find(body.key(member));
  return place == std::string::npos ? body.text : body.text.insert(place, text);
}

/// The ordinary answer with another value, or without the member where `value` is empty.
std::string with(Body body, const std::string& member, const std::string& value) {
  std::string& text = body.text;
  const std::string key = body.key(member);
  const auto place = text.find(key);
  if (place == std::string::npos) return text;
  const auto value_begin = place + key.size();
  const bool is_text = text[value_begin] == '"';
  const auto end =
      is_text ? text.find('"', value_begin + 1) + 1 : text.find_first_of(",}", value_begin);
  if (!value.empty()) return text.replace(value_begin, end - value_begin, value);
  return text.replace(place, end - place, R"("kit_left_out":0)");
}

using Rewrite = std::function<std::string(Body)>;

Script rewritten(Stage& stage, const Rewrite& rewrite) {
  const OAuthApp& app = stage.app();
  return Script::rewritten([rewrite, &app](std::string text) {
    return rewrite(Body{std::move(text), app});
  });
}

/// An answer that is no pair: an error, and nothing is overwritten.
Scenario refused(std::string id, std::string title, const Rewrite& rewrite) {
  return {std::move(id),
          std::move(title),
          "it is an error, and nothing is overwritten",
          kStrict,
          nullptr,
          [rewrite](Stage& stage) {
            const Refreshed once = refreshOnce(stage, rewritten(stage, rewrite));
            expect(once.outcome.error.has_value(), "an error", once.outcome.text());
            expectKept(stage, once.before);
          }};
}

Scenario refusedText(std::string id, std::string title, const std::string& text) {
  return refused(std::move(id), std::move(title), [text](const Body&) { return text; });
}

std::string unlessExpiresIn(const OAuthApp& app, const RecordedAnswers&) {
  const bool is_standard = app.token_response.expiry == oauth::ExpiryForm::seconds &&
                           !oauth::nameOf(app.token_response.names, "expires_in").empty();
  return is_standard ? "" : "the provider states no seconds (token_response)";
}

std::string unlessTokenType(const OAuthApp& app, const RecordedAnswers&) {
  return oauth::nameOf(app.token_response.names, "token_type").empty()
             ? "the token type is not looked at (token_response.names)"
             : "";
}

/// An answer whose pair counts, and when it runs out.
Scenario expiring(std::string id, std::string title, std::string rule, const std::string& value,
                  std::function<Seconds(const OAuthApp&)> lifetime) {
  return {std::move(id),
          std::move(title),
          std::move(rule),
          "RFC 6749 section 5.1",
          unlessExpiresIn,
          [value, lifetime](Stage& stage) {
            const Refreshed once = refreshOnce(stage, rewritten(stage, [value](Body body) {
                                                 return with(std::move(body), "expires_in", value);
                                               }));
            expect(once.outcome.access.has_value(), "the pair counts", once.outcome.text());
            const auto left = std::chrono::duration_cast<Seconds>(
                once.outcome.access->token.expires_at - stage.clock.now());
            const Seconds expected = lifetime(stage.app());
            expect(left == expected, "it lives for " + std::to_string(expected.count()) + " s",
                   "it lives for " + std::to_string(left.count()) + " s");
          }};
}

Seconds anHour(const OAuthApp&) { return Seconds(3600); }
Seconds aYear(const OAuthApp&) { return std::chrono::hours(24 * 365); }
Seconds theDefault(const OAuthApp& app) { return app.default_expires_in; }

/// A pair that is dead on arrival must not make the host ask again and again.
std::function<void(Stage&)> doesNotLoop(const std::string& value) {
  return [value](Stage& stage) {
    stage.provider.always(CallKind::refresh, rewritten(stage, [value](Body body) {
                            return with(std::move(body), "expires_in", value);
                          }));
    const Refreshed once = refreshOnce(stage);
    expect(once.outcome.access.has_value(), "the pair counts", once.outcome.text());
    for (int i = 0; i < 5; ++i) stage.access();
    const auto calls = stage.provider.calls(CallKind::refresh).size();
    expect(calls == 1, "one refresh within 30 s", std::to_string(calls) + " refreshes");
  };
}

Scenario accepted(std::string id, std::string title, std::string rule, std::string source,
                  const Rewrite& rewrite, std::function<void(Stage&, const Refreshed&)> look = {}) {
  return {std::move(id),
          std::move(title),
          std::move(rule),
          std::move(source),
          nullptr,
          [rewrite, look](Stage& stage) {
            const Refreshed once = refreshOnce(stage, rewritten(stage, rewrite));
            expect(once.outcome.access.has_value(), "the pair counts", once.outcome.text());
            if (look) look(stage, once);
          }};
}

void keepsTheRefreshToken(Stage& stage, const Refreshed& once) {
  const auto stored = stage.onlyStored();
  expect(stored.token.refresh_token.equals(once.before.token.refresh_token.reveal()),
         "the old refresh token is kept",
         stored.token.refresh_token.empty() ? "none is stored" : "another one is stored");
}

void keepsTheScope(Stage& stage, const Refreshed& once) {
  const std::string scope = stage.onlyStored().token.scope;
  expect(scope == once.before.token.scope, "`" + once.before.token.scope + "`", "`" + scope + "`");
}

std::string nested(std::size_t depth) {
  return "\"kit_deep\":" + std::string(depth, '[') + std::string(depth, ']') + ",";
}

void addUnreadable(Scenarios& all) {
  const auto token = [](const std::string& value) {
    return [value](Body body) { return with(std::move(body), "access_token", value); };
  };
  all.push_back(refusedText("answers.not-json", "the answer is no JSON", "access_token=a&b=c"));
  all.push_back(refusedText("answers.html", "the answer is an HTML page with status 200",
                            "<html><body>maintenance</body></html>"));
  all.push_back(refusedText("answers.empty", "the answer is empty", ""));
  all.push_back(refusedText("answers.array", "the answer is a list", R"([{"access_token":"a"}])"));
  all.push_back(refusedText("answers.null", "the answer is null", "null"));
  all.push_back(refused("answers.truncated", "the answer ends in the middle",
                        [](Body body) { return body.text.substr(0, body.text.size() - 20); }));
  all.push_back(refused("answers.bom", "the answer begins with a byte order mark",
                        [](Body body) { return "\xEF\xBB\xBF" + body.text; }));
  all.push_back(refused("answers.bad-utf8", "the answer is not UTF-8", [](Body body) {
    return before(std::move(body), "access_token", "\"kit\":\"\xC3\x28\",");
  }));
  all.push_back(refused("answers.double", "the answer has two access tokens", [](Body body) {
    const std::string twin = body.key("access_token") + R"("kitdouble",)";
    return before(std::move(body), "access_token", twin);
  }));
  all.push_back(refused("answers.deep", "the answer is nested 40 deep", [](Body body) {
    return before(std::move(body), "access_token", nested(40));
  }));
  all.push_back(refused("answers.no-token", "there is no access token", token("")));
  all.push_back(refused("answers.null-token", "the access token is null", token("null")));
  all.push_back(refused("answers.number-token", "the access token is a number", token("12345")));
  all.push_back(refused("answers.empty-token", "the access token is empty", token("\"\"")));
  all.push_back(refused("answers.long-token", "the access token has 40,000 characters",
                        token("\"" + std::string(40'000, 'a') + "\"")));
  all.push_back(refused("answers.header-token", "the access token holds CR LF",
                        token(R"("kit\r\nX-Kit: 1")")));
  all.push_back(
      refused("answers.nul-token", "the access token holds NUL", token(R"("k\u0000it")")));
  all.push_back(refused("answers.token-type", "the token is of a type that nobody here can use",
                        [](Body body) { return with(std::move(body), "token_type", "\"mac\""); }));
  all.back().why_not = unlessTokenType;
}

void addExpiries(Scenarios& all) {
  const std::string read = "it is read as the number that is meant";
  const std::string otherwise = "the declared default counts (default_expires_in)";
  all.push_back(expiring("answers.expires-text", "expires_in is a number in a text", read,
                         "\"3600\"", anHour));
  all.push_back(
      expiring("answers.expires-fraction", "expires_in is 3600.5", read, "3600.5", anHour));
  all.push_back(
      expiring("answers.expires-absent", "expires_in is absent", otherwise, "", theDefault));
  all.push_back(
      expiring("answers.expires-flag", "expires_in is true", otherwise, "true", theDefault));
  all.push_back(expiring("answers.expires-object", "expires_in is an object", otherwise,
                         "{\"s\":1}", theDefault));
  all.push_back(expiring("answers.expires-huge", "expires_in is 10^18", "a year at the most",
                         "1000000000000000000", aYear));
  all.push_back(expiring("answers.expires-endless", "expires_in is 1e400", "a year at the most",
                         "1e400", aYear));
  const std::string rule = "the pair counts, and is not refreshed again and again";
  all.push_back({"answers.expires-zero", "expires_in is 0", rule, "core/freshness.hpp",
                 unlessExpiresIn, doesNotLoop("0")});
  all.push_back({"answers.expires-negative", "expires_in is -60", rule, "core/freshness.hpp",
                 unlessExpiresIn, doesNotLoop("-60")});
}

void addAccepted(Scenarios& all) {
  all.push_back(accepted("answers.unknown-member", "the answer has members of its own",
                         "they are ignored", "RFC 6749 section 5.1", [](Body body) {
                           return before(std::move(body), "access_token",
                                         R"("kit":{"error":null,"list":[1,2]},)");
                         }));
  all.push_back(
      accepted("answers.type-case", "token_type is bEARER", "it is compared without regard to case",
               "RFC 6749 section 5.1",
               [](Body body) { return with(std::move(body), "token_type", "\"bEARER\""); }));
  all.push_back(accepted(
      "answers.no-refresh-token", "the answer has no refresh token", "the old one stays",
      "RFC 6749 section 6", [](Body body) { return with(std::move(body), "refresh_token", ""); },
      keepsTheRefreshToken));
  all.push_back(accepted(
      "answers.no-scope", "the answer names no scope", "the scope stays as it was",
      "RFC 6749 section 6", [](Body body) { return with(std::move(body), "scope", ""); },
      keepsTheScope));
}

}  // namespace

Scenarios tokenAnswerScenarios() {
  Scenarios all;
  addUnreadable(all);
  addExpiries(all);
  addAccepted(all);
  return all;
}

}  // namespace patchbay::conformance
