#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

namespace patchbay {

/// What `GET /v1/token_info` says of a token.
struct GustoTokenInfo {
  std::string company_uuid;
  bool may_read_company = false;  ///< `companies:read` was granted
};

/// Reads the answer of `GET /v1/token_info`; pure.
/// @throws IntegrationError `access_denied` when the token belongs to no company (a system token),
///         `malformed_answer` when the uuid cannot be one.
GustoTokenInfo readTokenInfo(const boost::json::value& answer);

/// Whether a text may be a uuid of Gusto's: it becomes part of a path, so it holds nothing that
/// means something there.
bool isUuidLike(std::string_view text);

/// Whether a scope is among those of a token, space separated.
bool holdsScope(std::string_view scopes, std::string_view wanted);

/// Reads the answer of `GET /v1/companies/{uuid}`: the name, or empty when there is none.
std::string readCompanyName(const boost::json::value& answer);

}  // namespace patchbay
