#include "core/store/row_seal.hpp"

#include <atomic>
#include <utility>

#include "core/base/error.hpp"
#include "core/crypto/sealed_text.hpp"
#include "core/store/refused_texts.hpp"

namespace patchbay {
namespace {

std::atomic<std::uint64_t> refused_texts{0};

}  // namespace

std::uint64_t refusedTexts() { return refused_texts.load(); }

}  // namespace patchbay

namespace patchbay::store {

RowSeal::RowSeal(const crypto::KeyRing& ring, std::string table, std::string record,
                 std::vector<std::string> binding)
    : ring_(ring),
      table_(std::move(table)),
      record_(std::move(record)),
      binding_(std::move(binding)) {}

std::string RowSeal::seal(const std::string& column, const Secret& secret) const {
  return crypto::seal(secret, place(column), ring_);
}

Secret RowSeal::open(const std::string& column, const std::string& sealed) const {
  try {
    return crypto::open(sealed, place(column), ring_);
  } catch (const IntegrationError& error) {
    if (error.code() != ErrorCode::sealed_text_refused) throw;
    ++refused_texts;
    throw IntegrationError(
        ErrorCode::sealed_text_refused,
        "A stored secret of this connection does not open; connect again, or ask the operator.",
        table_ + "." + column + " of " + record_ + ": " + error.publicText() + " " +
            error.detail());
  }
}

std::vector<std::string> RowSeal::place(const std::string& column) const {
  std::vector<std::string> parts{table_, column};
  parts.insert(parts.end(), binding_.begin(), binding_.end());
  return parts;
}

}  // namespace patchbay::store
