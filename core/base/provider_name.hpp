#pragma once

#include <string_view>

namespace patchbay {

/// Whether a provider may be called so: the grammar of `OAuthApp::name`.
bool isProviderName(std::string_view name);

}  // namespace patchbay
