#pragma once

#include <string>
#include <vector>

#include "core/base/secret.hpp"
#include "core/crypto/key_ring.hpp"

namespace patchbay::store {

/// Seals and opens the secrets of one row. What it seals opens at the same table, column and row
/// only: copied elsewhere it is refused.
class RowSeal {
 public:
  /// @param record   names the row in errors; no secret.
  /// @param binding  all that the row's secrets belong to.
  RowSeal(const crypto::KeyRing& ring, std::string table, std::string record,
          std::vector<std::string> binding);

  std::string seal(const std::string& column, const Secret& secret) const;
  /// @throws IntegrationError `sealed_text_refused` naming table, column, record and cause.
  Secret open(const std::string& column, const std::string& sealed) const;

 private:
  std::vector<std::string> place(const std::string& column) const;

  const crypto::KeyRing& ring_;
  std::string table_;
  std::string record_;
  std::vector<std::string> binding_;
};

}  // namespace patchbay::store
