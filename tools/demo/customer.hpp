#pragma once

#include <string>

#include "tools/demo/stage.hpp"
#include "tools/demo/web.hpp"

namespace patchbay::demo {

/// The customer with a browser, and the backend that sends them to Patchbay.
class Customer {
 public:
  explicit Customer(const Stage& stage) : stage_(stage) {}

  /// The backend's part. @returns the address to send the customer to.
  std::string openSession(const std::string& workspace);

  /// Walks from a connect page through the provider back to the last page. The sandbox decides by
  /// a parameter in place of its pages.
  void connectGusto(const std::string& connect_url, const std::string& company);
  void connectXero(const std::string& connect_url, const std::string& organisation);

 private:
  struct Provider {
    std::string id;  ///< as in paths
    std::string name;
  };
  void giveAccess(const std::string& connect_url, const Provider& provider,
                  const std::string& choice);

  const Stage& stage_;
  Web web_;
};

}  // namespace patchbay::demo
