#include "core/http/client/request_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/error.hpp"

namespace patchbay::http::client {

namespace {

constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};

// Whoever sets these decides where a message ends or whom it reaches, and that is the client alone.
constexpr std::array<std::string_view, 8> kReserved = {
    "Host", "Content-Length", "Transfer-Encoding", "Connection",
    "TE",   "Trailer",        "Upgrade",           "Expect"};

[[noreturn]] void refuse(const std::string& text) {
  throw IntegrationError(ErrorCode::invalid_request, text);
}

// RFC 9110 section 5.6.2.
bool isTokenCharacter(char letter) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || kMarks.find(letter) != std::string_view::npos;
}

// RFC 9110 section 5.5: visible characters, blank, tab, and bytes from 0x80 on.
bool isValueCharacter(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

void checkMethod(const std::string& method) {
  if (std::ranges::find(kMethods, method) != kMethods.end()) return;
  refuse("A request's method is unknown; use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.");
}

void checkHeader(const std::string& name, const std::string& value) {
  if (name.empty() || !std::ranges::all_of(name, isTokenCharacter)) {
    refuse("A request header's name is not a token; use letters, digits and '-'.");
  }
  if (!std::ranges::all_of(value, isValueCharacter)) {
    refuse("The request header " + name + " holds a control character; remove it.");
  }
}

void checkHeaders(const HeaderFields& headers) {
  for (const auto& [name, value] : headers.all()) checkHeader(name, value);
  for (const std::string_view reserved : kReserved) {
    if (!headers.find(reserved)) continue;
    refuse("The request header " + std::string(reserved) + " is set by the client; leave it out.");
  }
}

// A method that usually has a body says so even when it is empty (RFC 9110 section 8.6).
bool needsLength(const HttpRequest& request) {
  return !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
         request.method == "PATCH";
}

void appendField(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string writeRequest(const HttpRequest& request, const HttpUrl& url,
                         const std::string& user_agent) {
  checkMethod(request.method);
  checkHeaders(request.headers);
  std::string text = request.method + " " + url.target + " HTTP/1.1\r\n";
  appendField(text, "Host", url.origin.authority);
  if (!request.headers.find("User-Agent")) appendField(text, "User-Agent", user_agent);
  for (const auto& [name, value] : request.headers.all()) appendField(text, name, value);
  if (needsLength(request)) {
    appendField(text, "Content-Length", std::to_string(request.body.size()));
  }
  return text.append("\r\n").append(request.body);
}

}  // namespace patchbay::http::client
