#pragma once

#include <boost/json/fwd.hpp>
#include <string>

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

/// Reads the answer of `GET /v1/companies/{uuid}`: the name, or empty when there is none.
std::string readCompanyName(const boost::json::value& answer);

}  // namespace patchbay
