#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::testing {

/// One request of a client that knows nothing but sockets.
struct PlainRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// Everything that came back, and how the connection ended.
struct PlainAnswer {
  enum class Ending { closed, reset };

  std::string bytes;    ///< as they came
  unsigned status = 0;  ///< 0 when no whole HTTP header came
  std::string body;
  Ending ending = Ending::closed;

  std::optional<std::string> header(std::string_view name) const;
  boost::json::value json() const;
};

/// Sends one request with `Connection: close` to 127.0.0.1 and reads until the other side ends the
/// connection. Blocks, without a deadline: ctest has one.
PlainAnswer exchange(std::uint16_t port, const PlainRequest& request);

/// The same with bytes of the caller's.
PlainAnswer exchangeBytes(std::uint16_t port, std::string_view bytes);

PlainRequest get(std::string target, std::string bearer = {});
PlainRequest postJson(std::string target, const boost::json::value& body);
PlainRequest postForm(std::string target, std::string body);

}  // namespace patchbay::testing
