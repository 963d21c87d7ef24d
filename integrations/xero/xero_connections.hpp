#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// One organisation that a user connected to the application, as `GET /connections` lists it.
struct XeroConnection {
  std::string id;             ///< names the connection itself: `DELETE /connections/{id}`
  std::string auth_event_id;  ///< the consent it was made in; may be empty
  std::string tenant_id;      ///< goes into the header `xero-tenant-id`
  std::string tenant_type;    ///< `ORGANISATION`, `PRACTICE`, ...
  std::string tenant_name;    ///< may be empty
  std::string updated;        ///< UTC without zone letter; compares as text

  XeroConnection() = default;
};

/// Reads the answer of `GET /connections`; pure. Entries whose ids could not stand in a header or a
/// path are left out.
/// @throws IntegrationError `malformed_answer` when it is no list.
std::vector<XeroConnection> readConnections(const boost::json::value& answer);

/// The organisations of one consent, out of all that the user ever connected: those of the event
/// that the token names; else the one connected last; else, where nothing tells them apart, all,
/// for the user to choose from. Pure.
std::vector<XeroConnection> connectionsOfConsent(std::vector<XeroConnection> connections,
                                                 std::string_view auth_event_id);

/// The claim `authentication_event_id` of an access token; empty when it has none or is no JWT. The
/// signature is not looked at: the token endpoint itself has just sent it, and all it does is to
/// pick from what the same token lists.
std::string authenticationEventOf(std::string_view access_token);

}  // namespace patchbay
