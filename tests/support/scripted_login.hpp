#pragma once

#include <string>

#include "tests/support/integration_fixture.hpp"

namespace patchbay::testing {

/// A login and its callback at a provider that answers the code with `pair` (JSON) and keeps to
/// the facts that the integration states: the callback's parameters are named as they say, and
/// where they speak OpenID Connect the pair comes with an id_token that verifies. What is asked
/// for besides must be scripted before.
CallbackResult connectWith(IntegrationFixture& host, IntegrationOAuth& integration,
                           const std::string& workspace_id, const std::string& pair);

}  // namespace patchbay::testing
