#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/secret.hpp"
#include "core/crypto/key_ring.hpp"

namespace patchbay::testing {

/// A ring of keys that are told by their ids; the first one seals.
inline crypto::KeyRing makeRing(std::vector<std::string> ids = {"k1"}) {
  std::vector<crypto::KeyRing::Key> keys;
  for (const std::string& id : ids) keys.push_back({id, Secret(std::string(32, id.back()))});
  return crypto::KeyRing(std::move(keys));
}

}  // namespace patchbay::testing
