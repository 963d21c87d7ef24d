#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "tools/sandbox/xero/oauth/consents.hpp"

namespace patchbay::sandbox::xero {

/// That the user lets an application into an organisation.
struct Connection {
  std::string id;
  std::string auth_event_id;  ///< the consent that made or last renewed it
  std::string tenant_id;
  std::string client_id;
  std::string created;  ///< as the API writes it: seven fractional digits and no zone
  std::string updated;
};

/// Every connection of the one user, whichever token set it was made with. Used from one thread.
class ConnectionBook {
 public:
  /// Makes the consent's connection, or renews the one that is there.
  void connect(const Consent& consent);
  bool isConnected(std::string_view client_id, std::string_view tenant_id) const;
  /// Oldest first: the one just chosen is seldom the first.
  /// @param auth_event_id  empty for all.
  std::vector<Connection> list(std::string_view client_id, std::string_view auth_event_id) const;

  /// @returns whether the application had such a connection.
  bool remove(std::string_view client_id, std::string_view id);
  /// Removes an organisation from every application. @returns how many connections went.
  std::size_t removeTenant(std::string_view tenant_id);
  std::size_t removeAll(std::string_view client_id);

  const std::deque<Connection>& all() const { return connections_; }

 private:
  std::string timeText(TimePoint time);

  std::deque<Connection> connections_;
  unsigned ticks_ = 0;  ///< behind the milliseconds, so that times grow though a clock stands still
};

}  // namespace patchbay::sandbox::xero
