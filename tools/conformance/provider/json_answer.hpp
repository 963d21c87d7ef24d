#pragma once

#include <string>
#include <utility>

#include "core/http/http_client.hpp"

namespace patchbay::conformance {

inline http::HttpResponse jsonAnswer(unsigned status, std::string body) {
  http::HeaderFields headers;
  headers.add("Content-Type", "application/json");
  return http::HttpResponse(status, std::move(headers), std::move(body));
}

/// RFC 6749 section 5.2.
inline http::HttpResponse oauthError(const std::string& error) {
  return jsonAnswer(400, R"({"error":")" + error + "\"}");
}

}  // namespace patchbay::conformance
