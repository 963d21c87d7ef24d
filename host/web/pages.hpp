#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/http/http_exchange.hpp"
#include "core/integration_access.hpp"

namespace patchbay::host::web {

/// The one style sheet, put into each page and allowed there by its hash.
extern const std::string_view kStyle;

/// One row of the connect page.
struct ConnectRow {
  enum class State { not_connected, connected, needs_reconnect };
  std::string name;  ///< the provider, for people, e.g. `Gusto`
  State state = State::not_connected;
  std::vector<Tenant> tenants;
  std::string login_url;

  ConnectRow() = default;
};

/// A failure in words for whoever sits before the browser.
struct FailureText {
  std::string title;
  std::string sentence;       ///< what happened, and what to do
  std::string detail;         ///< for whoever is asked for help; may hold a provider's words
  std::string reference;      ///< request id, for whoever is asked for help
  std::string reconnect_url;  ///< where the connection is repaired; may be empty
};

/// What can be connected, the state of each, and a button.
http::ServerResponse connectPage(const std::vector<ConnectRow>& rows);

/// "Gusto is connected", with its companies and the scopes that are missing.
http::ServerResponse connectedPage(std::string_view name, const std::vector<Tenant>& tenants,
                                   const std::vector<std::string>& missing_scopes);

/// A form in which the user picks one of several companies.
struct ChoiceForm {
  std::string action;      ///< path that the form is sent to
  std::string choice;      ///< goes back as `choice`
  std::string login_id;    ///< goes back as `login`; names the cookie
  std::string return_url;  ///< where the answer may lead; empty: nowhere
  std::vector<Tenant> tenants;

  ChoiceForm() = default;
};

/// "Which company of Xero do you want to connect?"
http::ServerResponse choicePage(std::string_view name, const ChoiceForm& form);

http::ServerResponse failurePage(unsigned status, const FailureText& text);

/// A page of its own content, as wide as the window. `content` is HTML.
http::ServerResponse widePage(std::string_view title, std::string_view content);

/// The headers that every answer to a browser carries: no cache, no referrer, no frame, and a
/// content security policy that allows the style sheet, and forms as `form_action` says.
http::ServerResponse& protect(http::ServerResponse& response,
                              const std::string& form_action = "'none'");

/// Scheme, host and port of a URL, as a content security policy may name them; empty for what could
/// not stand there.
std::string originOf(std::string_view url);

/// Text as HTML text or attribute value.
std::string escapeHtml(std::string_view text);

/// At most `limit` bytes, cut between characters, with an ellipsis when something was cut.
std::string shorten(std::string_view text, std::size_t limit = 256);

}  // namespace patchbay::host::web
