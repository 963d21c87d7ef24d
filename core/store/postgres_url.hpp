#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/secret.hpp"

namespace patchbay::store {

/// A `postgresql://` URL, read by the rules of libpq, one host or several.
class PostgresUrl {
 public:
  /// @throws IntegrationError `settings_invalid`: cause and cure, and never a part of the URL.
  explicit PostgresUrl(const Secret& url);

  /// What SOCI hands to libpq: the URL's parameters and, where it is silent, ours.
  Secret connectString() const;
  /// Database and hosts, for people.
  std::string name() const;

 private:
  std::string find(const std::string& keyword) const;
  bool namesSeveralHosts() const;

  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace patchbay::store
