#pragma once

#include <string_view>

namespace patchbay {

/// Whether a provider may be called so: the grammar of `OAuthApp::name`.
bool isProviderName(std::string_view name);

bool equalIgnoringCase(std::string_view left, std::string_view right);

}  // namespace patchbay
