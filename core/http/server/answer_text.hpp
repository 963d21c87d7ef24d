#pragma once

#include <string>
#include <string_view>

#include "core/http/http_exchange.hpp"

namespace patchbay::http::server {

/// What the server itself says in an answer, whatever the handler says.
struct AnswerFrame {
  std::string_view date;
  std::string_view request_id;
  bool http10 = false;
  bool keep_alive = true;
  bool without_body = false;  ///< the answer to HEAD: the length, but no body
};

/// Appends a handler's answer as it goes over the wire.
/// @returns false, with nothing appended, when a header's name or value cannot be sent (CR, LF,
///          NUL and the like would let a value forge headers).
bool appendAnswer(std::string& out, const AnswerFrame& frame, const ServerResponse& response);

/// The same for an immediate answer, always 200 and `no-store`.
void appendAnswer(std::string& out, const AnswerFrame& frame, const ImmediateAnswer& answer);

}  // namespace patchbay::http::server
