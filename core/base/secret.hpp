#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay {

/// A text that must not leak: an access token, a client secret, a PKCE verifier.
///
/// It cannot be streamed, formatted, compared with `==` or turned into JSON by accident; whoever
/// needs the text says `reveal()`, which a reviewer can search for. Its memory is overwritten when
/// it goes. An empty secret means "none".
class PATCHBAY_EXPORT Secret {
 public:
  Secret();
  explicit Secret(std::string text);
  Secret(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// The text itself. Valid until this secret is assigned to or destroyed.
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  std::size_t size() const { return text_.size(); }

  /// Compares in a time that depends on the lengths only, never on the contents.
  bool equals(std::string_view other) const;

 private:
  std::string text_;
};

/// Constant-time comparison of two byte strings of equal length; false when lengths differ.
PATCHBAY_EXPORT bool equalInConstantTime(std::string_view left, std::string_view right);

}  // namespace patchbay
