#include "tests/support/http_calls.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <utility>

#include "tests/support/run.hpp"

namespace patchbay::testing {

http::HttpResponse send(http::HttpClient& client, http::HttpRequest request) {
  return run(client.send(std::move(request)));
}

http::HttpResponse get(http::HttpClient& client, const std::string& url) {
  return send(client, http::HttpRequest("GET", url));
}

Failure failureOf(http::HttpClient& client, http::HttpRequest request) {
  Failure failure;
  try {
    send(client, std::move(request));
  } catch (const http::TransportError& error) {
    failure.fault = error.fault();
    failure.what = error.what();
  } catch (const IntegrationError& error) {
    failure.code = error.code();
    failure.what = error.what();
  }
  return failure;
}

Failure failureOf(http::HttpClient& client, const std::string& url) {
  return failureOf(client, http::HttpRequest("GET", url));
}

TemporaryFile::TemporaryFile(const std::string& text) {
  std::string pattern = (std::filesystem::temp_directory_path() / "patchbay-XXXXXX").string();
  ::close(::mkstemp(pattern.data()));
  path_ = pattern;
  std::ofstream(path_) << text;
}

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace patchbay::testing
