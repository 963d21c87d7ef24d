#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/http/http_client.hpp"

namespace patchbay::conformance {

/// What the scripted provider does with a call where a scenario wants something else than the
/// ordinary.
struct Script {
  /// The call has its ordinary effect, e.g. a new pair is issued, whatever is then answered.
  bool acts = false;
  std::optional<http::TransportFault> fault;  ///< no answer comes
  unsigned status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// Changes the text of the ordinary answer, which then is what is sent.
  std::function<std::string(std::string)> rewrite;

  Script() = default;

  static Script answer(unsigned status, std::string body,
                       std::vector<std::pair<std::string, std::string>> headers = {}) {
    Script script;
    script.status = status;
    script.headers = std::move(headers);
    script.body = std::move(body);
    return script;
  }
  /// The provider acts, and its answer gets lost.
  static Script lost() {
    Script script;
    script.acts = true;
    script.fault = http::TransportFault::ambiguous;
    return script;
  }
  /// Nothing reaches the provider.
  static Script broken(http::TransportFault fault) {
    Script script;
    script.fault = fault;
    return script;
  }
  static Script rewritten(std::function<std::string(std::string)> rewrite) {
    Script script;
    script.acts = true;
    script.rewrite = std::move(rewrite);
    return script;
  }
};

}  // namespace patchbay::conformance
