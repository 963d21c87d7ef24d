#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::testing {

/// Sends one request from this thread and waits for what comes of it.
http::HttpResponse send(http::HttpClient& client, http::HttpRequest request);
http::HttpResponse get(http::HttpClient& client, const std::string& url);

/// How a request failed that must fail; `what` is its whole text.
struct Failure {
  std::optional<http::TransportFault> fault;
  std::optional<ErrorCode> code;
  std::string what;
};

/// What `send` throws; both empty when it answers.
Failure failureOf(http::HttpClient& client, http::HttpRequest request);
Failure failureOf(http::HttpClient& client, const std::string& url);

/// A file that goes with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace patchbay::testing
