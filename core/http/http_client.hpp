#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/export.hpp"

namespace patchbay::http {

/// Header fields in the order they are sent or came. Names compare without regard to case.
class PATCHBAY_EXPORT HeaderFields {
 public:
  HeaderFields() = default;

  void add(std::string name, std::string value);
  /// The first value of that name; empty when there is none.
  std::optional<std::string_view> find(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// What a request is for: only `api` may be repeated. Logs and tests tell them apart by it.
enum class RequestPurpose { api, connect, refresh, disconnect };

/// One request to a provider.
class PATCHBAY_EXPORT HttpRequest {
 public:
  HttpRequest(std::string method, std::string url);

  std::string method;  ///< upper case, e.g. `POST`
  std::string url;     ///< absolute; `https`, or `http` to a loopback host
  HeaderFields headers;
  std::string body;
  /// From the call to the last byte of the answer, name resolution and TLS included.
  Milliseconds deadline{20'000};
  /// When given, a wait for one of the connections that are allowed (see
  /// `HttpClientOptions::connections_per_origin`) may take so long, and `deadline` counts from its
  /// end: then a queue of our own making does not look like a provider that is slow.
  std::optional<Milliseconds> connection_wait;
  RequestPurpose purpose = RequestPurpose::api;
  /// Answers with a larger body fail.
  std::size_t body_limit = 1024 * 1024;
};

/// One answer; any status. Redirects are answers too: they are never followed.
class PATCHBAY_EXPORT HttpResponse {
 public:
  HttpResponse(unsigned status, HeaderFields headers, std::string body);

  unsigned status;
  HeaderFields headers;
  std::string body;
};

/// Why there is no (whole) answer, sorted by the one question that matters to a refresh: may the
/// provider have acted on the request?
enum class TransportFault {
  not_sent,     ///< DNS, connect or TLS failed: the provider saw nothing
  certificate,  ///< like `not_sent`, and an operator must look: the certificate does not verify
  ambiguous,    ///< timeout, reset or truncation after the first byte went out
  unreadable,   ///< an answer came that is not HTTP, or is over `body_limit`
};

/// Thrown by `HttpClient::send`. `what()` names host, fault and reason; never a URL's query, a
/// header or a body.
class PATCHBAY_EXPORT TransportError : public std::runtime_error {
 public:
  TransportError(TransportFault fault, const std::string& text);
  ~TransportError() override;
  TransportFault fault() const { return fault_; }

 private:
  TransportFault fault_;
};

/// Sends requests to providers. Plugins use this and nothing else to reach the network.
///
/// Safe to call from any thread; the coroutine resumes on its own executor.
class PATCHBAY_EXPORT HttpClient {
 public:
  virtual ~HttpClient();

  /// One request, sent at most once: only a HEAD, or a GET for `api`, on a reused connection
  /// that turned out to be closed, with no byte of an answer seen, is repeated on a new one.
  ///
  /// @throws TransportError when there is no whole answer.
  /// @throws IntegrationError `invalid_request` for a URL that may not be called, a header name or
  ///         value with CR, LF or NUL, or an unknown method.
  virtual awaitable<HttpResponse> send(HttpRequest request) = 0;
};

/// Settings of the real client.
struct HttpClientOptions {
  /// A PEM file whose certificates are trusted besides the system's; empty means none.
  std::string extra_ca_file;
  std::string user_agent = "patchbay";
  std::size_t idle_connections_per_origin = 64;
  /// At most this many connections to one origin at a time; further requests wait in order.
  std::size_t connections_per_origin = 64;
  Milliseconds idle_lifetime{30'000};
};

/// The client over Boost.Beast: TLS 1.2 or newer, chain and name verified, keep-alive pool.
///
/// It runs a thread of its own, on which every connection lives, so connections need no lock. When
/// it is destroyed, requests under way fail; the executors of their callers must still be there.
/// @throws IntegrationError `settings_invalid` when `extra_ca_file` cannot be read.
PATCHBAY_EXPORT std::unique_ptr<HttpClient> makeHttpClient(HttpClientOptions options);

}  // namespace patchbay::http
