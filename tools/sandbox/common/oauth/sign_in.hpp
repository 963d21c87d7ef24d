#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/http/http_exchange.hpp"
#include "core/oauth/parameters.hpp"

namespace patchbay::sandbox {

/// The one user of every stand-in, and who is signed in: a cookie names a session. Used from one
/// thread.
class SignIn {
 public:
  static constexpr std::string_view kEmail = "admin@example.test";
  static constexpr std::string_view kPassword = "demo";

  /// @param path  of the cookie.
  SignIn(std::string cookie, std::string path)
      : cookie_(std::move(cookie)), path_(std::move(path)) {}

  bool knows(const http::ServerRequest& request) const;
  /// Whether the form's `email` and `password` belong together.
  static bool accepts(const oauth::Parameters& form);
  /// Begins a session. @returns the value of `Set-Cookie`.
  std::string begin();

 private:
  std::string cookie_;
  std::string path_;
  std::set<std::string> sessions_;
};

}  // namespace patchbay::sandbox
