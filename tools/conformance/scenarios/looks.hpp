#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/conformance/scenarios/scenario.hpp"

// What several subjects look at.

namespace patchbay::conformance {

// Why a scenario cannot be put to a plugin with these facts.
std::string unlessOpenId(const OAuthApp& app, const RecordedAnswers&);
std::string unlessIssuer(const OAuthApp& app, const RecordedAnswers&);
std::string unlessPkce(const OAuthApp& app, const RecordedAnswers&);
std::string unlessRevocation(const OAuthApp& app, const RecordedAnswers&);
std::string unlessTenants(const OAuthApp& app, const RecordedAnswers&);
/// A connect can be played to its end: there are no tenants, or it is known what lists one.
std::string unlessConnectable(const OAuthApp& app, const RecordedAnswers& recorded);

std::string joinedWords(const std::vector<std::string>& words, const std::string& separator = " ");
/// What a parameter has to be: the provider's own value where it states one, else the standard's.
std::string statedValue(const oauth::Parameters& changes, const std::string& name,
                        const std::string& standard);

/// The pair is stored as it was before; nothing was concluded from what went wrong.
void expectKept(Stage& stage, const IntegrationAccess& before);
/// The only call of that kind.
Call onlyCall(Stage& stage, CallKind kind);
/// A grant that has run out, and how the next hand-out went.
struct Refreshed {
  IntegrationAccess before;
  Outcome outcome;
  Refreshed() = default;
};
Refreshed refreshOnce(Stage& stage);
Refreshed refreshOnce(Stage& stage, Script script);

/// How the client proves itself, and with nothing else (RFC 6749 section 2.3).
void expectClientAuthentication(const OAuthApp& app, const Call& call);
void expectBodyEncoding(const OAuthApp& app, const Call& call);
void expectExtraHeaders(const OAuthApp& app, const Call& call);
/// None of the provider's secrets stands in `text`, which was found at `place`.
void expectNoSecret(Stage& stage, const std::string& text, const std::string& place);

}  // namespace patchbay::conformance
