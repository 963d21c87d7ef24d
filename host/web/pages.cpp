#include "host/web/pages.hpp"

#include <utility>

#include "core/crypto/digest.hpp"

namespace patchbay::host::web {
namespace {

constexpr std::string_view kEllipsis = "\u2026";

std::string page(std::string_view title, std::string_view content, std::string_view width = "") {
  std::string html = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>)";
  html.append(escapeHtml(title)).append("</title>\n<style>").append(kStyle);
  html.append("</style>\n</head>\n<body>\n<main").append(width).append(">\n");
  html.append("<div class=\"card\">\n");
  html.append(content).append("</div>\n</main>\n</body>\n</html>\n");
  return html;
}

http::ServerResponse answer(unsigned status, std::string_view title, std::string_view content) {
  http::ServerResponse response = http::ServerResponse::html(status, page(title, content));
  return std::move(protect(response));
}

std::string companyNames(const std::vector<Tenant>& tenants) {
  std::string names;
  for (const Tenant& tenant : tenants) {
    if (!names.empty()) names += ", ";
    names += tenant.name.empty() ? tenant.id : tenant.name;
  }
  return shorten(names);
}

std::string row(const ConnectRow& item) {
  const std::string name = escapeHtml(shorten(item.name));
  std::string state = R"(<span class="state">Not connected</span>)";
  std::string action = "Connect " + name;
  std::string look = "button";
  if (item.state == ConnectRow::State::connected) {
    state = R"(<span class="state good">Connected</span>)";
    action += " again";
    look = "button quiet";
  } else if (item.state == ConnectRow::State::needs_reconnect) {
    state = R"(<span class="state warn">Reconnect needed</span>)";
    action = "Reconnect " + name;
  }
  std::string html = "<li><div><h2 class=\"name\">" + name + " " + state + "</h2>";
  if (!item.tenants.empty()) {
    html += "<p class=\"companies\">" + escapeHtml(companyNames(item.tenants)) + "</p>";
  }
  html += "</div><a class=\"" + look + "\" href=\"" + escapeHtml(item.login_url) + "\">" + action +
          "</a></li>\n";
  return html;
}

std::string contentSecurityPolicy(const std::string& form_action) {
  static const std::string style = crypto::base64(crypto::sha256(kStyle));
  return "default-src 'none'; style-src 'sha256-" + style + "'; base-uri 'none'; form-action " +
         form_action + "; frame-ancestors 'none'";
}

std::string hidden(std::string_view name, const std::string& value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + escapeHtml(value) +
         "\">\n";
}

/// A row whose button sends the form with this tenant.
std::string choiceRow(const Tenant& tenant) {
  const std::string name = escapeHtml(shorten(tenant.name.empty() ? tenant.id : tenant.name));
  return "<li><div><h2 class=\"name\">" + name + "</h2><p class=\"companies\">" +
         escapeHtml(shorten(tenant.type)) +
         "</p></div><button class=\"button\" type=\"submit\" name=\"tenant_id\" value=\"" +
         escapeHtml(tenant.id) + "\">Connect " + name + "</button></li>\n";
}

}  // namespace

http::ServerResponse connectPage(const std::vector<ConnectRow>& rows) {
  std::string content =
      "<h1>Connect your accounts</h1>\n<p class=\"soft\">You sign in at the provider and choose "
      "what to share. Your password stays there.</p>\n";
  if (rows.empty()) content += "<p>There is nothing to connect at the moment.</p>\n";
  if (!rows.empty()) content += "<ul>\n";
  for (const ConnectRow& item : rows) content += row(item);
  if (!rows.empty()) content += "</ul>\n";
  return answer(200, "Connect your accounts", content);
}

http::ServerResponse connectedPage(std::string_view name, const std::vector<Tenant>& tenants,
                                   const std::vector<std::string>& missing_scopes) {
  const std::string title = std::string(name) + " is connected";
  std::string content = "<p class=\"sign good\" aria-hidden=\"true\">\u2713</p>\n<h1>" +
                        escapeHtml(title) + "</h1>\n";
  if (!tenants.empty()) content += "<p>" + escapeHtml(companyNames(tenants)) + "</p>\n";
  if (!missing_scopes.empty()) {
    std::string scopes;
    for (const std::string& scope : missing_scopes) scopes += (scopes.empty() ? "" : ", ") + scope;
    content += "<p>Some permissions were not granted, so parts may be missing: " +
               escapeHtml(shorten(scopes)) + ".</p>\n";
  }
  content += "<p class=\"soft\">You can close this window.</p>\n";
  return answer(200, title, content);
}

http::ServerResponse choicePage(std::string_view name, const ChoiceForm& form) {
  const std::string title = "Which company of " + std::string(name) + "?";
  std::string content = "<h1>" + escapeHtml(title) +
                        "</h1>\n<p class=\"soft\">You gave access to several. Choose the one to "
                        "connect; nothing is connected before.</p>\n<form method=\"post\" "
                        "action=\"" +
                        escapeHtml(form.action) + "\">\n" + hidden("choice", form.choice) +
                        hidden("login", form.login_id) + "<ul>\n";
  for (const Tenant& tenant : form.tenants) content += choiceRow(tenant);
  content += "</ul>\n</form>\n";
  http::ServerResponse response = http::ServerResponse::html(200, page(title, content));
  // Browsers apply this to where the answer to the form leads, too.
  const std::string origin = originOf(form.return_url);
  return std::move(protect(response, origin.empty() ? "'self'" : "'self' " + origin));
}

http::ServerResponse failurePage(unsigned status, const FailureText& text) {
  std::string content = "<p class=\"sign bad\" aria-hidden=\"true\">!</p>\n<h1>" +
                        escapeHtml(shorten(text.title)) + "</h1>\n<p>" +
                        escapeHtml(shorten(text.sentence)) + "</p>\n";
  if (!text.reconnect_url.empty()) {
    content += "<p><a class=\"button\" href=\"" + escapeHtml(text.reconnect_url) +
               "\">Connect again</a></p>\n";
  }
  const auto add_small = [&content](std::string_view label, const std::string& value) {
    if (value.empty()) return;
    content += "<p class=\"soft small\">" + std::string(label) + ": " + escapeHtml(shorten(value)) +
               "</p>\n";
  };
  add_small("Detail", text.detail);
  add_small("Reference", text.reference);
  return answer(status, text.title, content);
}

http::ServerResponse widePage(std::string_view title, std::string_view content) {
  http::ServerResponse response =
      http::ServerResponse::html(200, page(title, content, " class=\"whole\""));
  return std::move(protect(response));
}

std::string originOf(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view origin = url.substr(0, url.find_first_of("/?#", scheme + 3));
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:/[]-_";
  const bool is_plain = origin.find_first_not_of(kAllowed) == std::string_view::npos;
  return is_plain && origin.size() > scheme + 3 ? std::string(origin) : std::string();
}

http::ServerResponse& protect(http::ServerResponse& response, const std::string& form_action) {
  return response.with("Cache-Control", "no-store")
      .with("Referrer-Policy", "no-referrer")
      .with("Content-Security-Policy", contentSecurityPolicy(form_action))
      .with("X-Frame-Options", "DENY");
}

std::string escapeHtml(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string shorten(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  std::size_t end = limit - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)).append(kEllipsis);
}

}  // namespace patchbay::host::web
