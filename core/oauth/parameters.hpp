#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/export.hpp"
#include "core/http/form.hpp"

namespace patchbay::oauth {

using http::Parameters;

/// What a provider calls something that a standard has a name for: the standard's name, its own.
using Names = std::vector<std::pair<std::string, std::string>>;

/// The provider's name; the standard's own where none is stated.
PATCHBAY_EXPORT std::string nameOf(const Names& names, std::string_view standard);

/// The same parameters under the provider's names.
PATCHBAY_EXPORT Parameters renamed(Parameters parameters, const Names& names);

/// `parameters` with a provider's own: each takes the place of the one with its name, or is added.
/// An empty value takes the parameter away.
PATCHBAY_EXPORT Parameters changed(Parameters parameters, const Parameters& changes);

/// `url` with `parameters` behind its own query, which is kept. Empty values are left out. Blanks
/// are written `%20`, which every server reads alike.
PATCHBAY_EXPORT std::string withQuery(std::string url, const Parameters& parameters);

}  // namespace patchbay::oauth
