#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

using Draft = IdTokenWriter::Draft;

bool wasAccepted(Stage& stage) {
  const auto tokens = stage.provider.book().tokens();
  return !tokens.empty() && stage.store.wasCommitted(tokens[tokens.size() - 2]);
}

/// A login whose id_token is spoilt connects nothing.
std::function<void(Stage&)> refuses(IdTokenWriter::Forgery forgery) {
  return [forgery](Stage& stage) {
    stage.provider.forge(forgery);
    const CallbackResult result = stage.connect();
    onlyCall(stage, CallKind::exchange);
    expect(result.failure.has_value(), "the login is refused", "it connected");
    expect(!wasAccepted(stage), "the pair that came with it is not kept", "it is stored");
    const auto fetched = stage.provider.calls(CallKind::keys).size();
    expect(fetched <= 2, "the keys are fetched at most twice", std::to_string(fetched) + " times");
  };
}

void acceptsASoundOne(Stage& stage) {
  stage.connect();
  expect(wasAccepted(stage), "a sound id_token is accepted", "the login was refused");
}

void followsRotatedKeys(Stage& stage) {
  stage.connect();
  stage.provider.idTokens().rotate();
  stage.connect("kit-workspace-2");
  expect(wasAccepted(stage), "the new key's id_token is accepted", "the login was refused");
  const auto fetched = stage.provider.calls(CallKind::keys).size();
  expect(fetched == 2, "the keys are fetched again, once", std::to_string(fetched) + " fetches");
}

void failsWithoutKeys(Stage& stage) {
  stage.provider.always(CallKind::keys, Script::answer(500, "no keys"));
  const CallbackResult result = stage.connect();
  expect(result.failure.has_value(), "no login without the provider's keys", "it connected");
  expect(!wasAccepted(stage), "the pair that came with it is not kept", "it is stored");
}

void dropsItAtARefresh(Stage& stage) {
  stage.provider.forge([](Draft& draft) { draft.by_other_key = true; });
  const Refreshed refreshed = refreshOnce(stage);
  expect(refreshed.outcome.access.has_value(), "the pair is kept", refreshed.outcome.text());
  expect(stage.onlyStored().token.id_token.empty(), "the id_token is dropped", "it is stored");
}

}  // namespace

Scenarios idTokenScenarios() {
  const std::string core = "OpenID Connect Core section 3.1.3.7";
  const std::string signature = "it verifies by a published key, or is refused";
  const auto row = [&](std::string id, std::string title, std::string rule, std::string source,
                       IdTokenWriter::Forgery forgery) {
    return Scenario{std::move(id),     std::move(title), std::move(rule),
                    std::move(source), unlessOpenId,     refuses(std::move(forgery))};
  };
  return {
      {"id-token.sound", "an id_token is sound", "the login is accepted", core, unlessOpenId,
       acceptsASoundOne},
      row("id-token.missing", "no id_token comes", "it has to, where it is asked for",
          "OpenID Connect Core section 3.1.3.3", [](Draft& draft) { draft.is_missing = true; }),
      row("id-token.signature", "the claims were changed after signing", signature, core,
          [](Draft& draft) { draft.is_tampered = true; }),
      row("id-token.foreign-key", "a key that the provider does not publish signed", signature,
          core, [](Draft& draft) { draft.by_other_key = true; }),
      row("id-token.none", "the id_token is not signed (alg none)", signature,
          core + ", RFC 8725 section 3.1",
          [](Draft& draft) {
            draft.header["alg"] = "none";
            draft.is_unsigned = true;
          }),
      row("id-token.hmac", "the public key was used as HMAC key (alg HS256)",
          "only a declared algorithm is accepted", "RFC 8725 section 3.1",
          [](Draft& draft) {
            draft.header["alg"] = "HS256";
            draft.signs_with_hmac = true;
          }),
      row("id-token.unknown-key", "its kid is not published", signature,
          core + ", RFC 7517 section 4.5",
          [](Draft& draft) {
            draft.header["kid"] = "kit-9";
            draft.by_other_key = true;
          }),
      row("id-token.issuer", "it is of another issuer", "iss is the declared issuer", core,
          [](Draft& draft) { draft.claims["iss"] = "https://attacker.conformance.test"; }),
      row("id-token.audience", "it is for another client", "aud names this client", core,
          [](Draft& draft) { draft.claims["aud"] = "another-client"; }),
      row("id-token.authorized-party", "its azp is another client", "azp is this client", core,
          [](Draft& draft) { draft.claims["azp"] = "another-client"; }),
      row("id-token.nonce", "its nonce is another login's", "the nonce is this login's", core,
          [](Draft& draft) { draft.claims["nonce"] = "another-nonce"; }),
      row("id-token.no-nonce", "it has no nonce", "the nonce is this login's", core,
          [](Draft& draft) { draft.claims.erase("nonce"); }),
      row("id-token.expired", "it ran out an hour ago", "exp lies ahead", core,
          [](Draft& draft) {
            const auto issued = draft.claims["iat"].get_int64();
            draft.claims["iat"] = issued - 7200;
            draft.claims["exp"] = issued - 3600;
          }),
      row("id-token.future", "it is issued in an hour", "iat does not lie ahead", core,
          [](Draft& draft) {
            const auto issued = draft.claims["iat"].get_int64();
            draft.claims["iat"] = issued + 3600;
            draft.claims["exp"] = issued + 7200;
          }),
      {"id-token.rotated-key", "the provider changed its keys", "they are fetched again, once",
       "OpenID Connect Core section 10.1.1", unlessOpenId, followsRotatedKeys},
      {"id-token.no-keys", "the provider's keys cannot be fetched", "nothing is taken unchecked",
       core, unlessOpenId, failsWithoutKeys},
      {"id-token.refresh", "a refresh brings an id_token that does not verify",
       "the id_token is dropped, the pair is kept", "OpenID Connect Core section 12.2",
       unlessOpenId, dropsItAtARefresh},
  };
}

}  // namespace patchbay::conformance
