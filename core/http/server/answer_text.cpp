#include "core/http/server/answer_text.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>

#include "core/http/server/append_number.hpp"

namespace patchbay::http::server {
namespace {

using boost::beast::iequals;

constexpr std::array<std::string_view, 6> kServersOwn{
    "Content-Length", "Connection",        "Date",
    "X-Request-Id",   "Transfer-Encoding", "X-Content-Type-Options"};

bool isServersOwn(std::string_view name) {
  return std::any_of(kServersOwn.begin(), kServersOwn.end(),
                     [name](std::string_view own) { return iequals(own, name); });
}

bool isTokenByte(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(byte) != std::string_view::npos;
}

bool isValueByte(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value == '\t' || (value >= 0x20 && value != 0x7f);
}

bool isSendable(const std::pair<std::string, std::string>& header) {
  const auto& [name, value] = header;
  return !name.empty() && std::all_of(name.begin(), name.end(), isTokenByte) &&
         std::all_of(value.begin(), value.end(), isValueByte);
}

bool isWithoutLength(unsigned status) { return status < 200 || status == 204 || status == 304; }

void appendStatusLine(std::string& out, unsigned status) {
  if (status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
    return;
  }
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
  out.append("HTTP/1.1 ");
  appendNumber(out, status);
  out.append(" ").append(reason.data(), reason.size()).append("\r\n");
}

void appendFrame(std::string& out, const AnswerFrame& frame) {
  out.append("Date: ").append(frame.date);
  out.append("\r\nX-Request-Id: ").append(frame.request_id);
  out.append("\r\nX-Content-Type-Options: nosniff\r\n");
  if (!frame.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (frame.http10) {
    out.append("Connection: keep-alive\r\n");
  }
}

void appendBody(std::string& out, const AnswerFrame& frame, std::string_view body) {
  out.append("Content-Length: ");
  appendNumber(out, body.size());
  out.append("\r\n\r\n");
  if (!frame.without_body) out.append(body);
}

}  // namespace

bool appendAnswer(std::string& out, const AnswerFrame& frame, const ServerResponse& response) {
  const auto& headers = response.headers;
  if (!std::all_of(headers.begin(), headers.end(), isSendable)) return false;
  if (response.status < 200 || response.status > 599) return false;
  appendStatusLine(out, response.status);
  appendFrame(out, frame);
  for (const auto& [name, value] : headers) {
    if (isServersOwn(name)) continue;
    out.append(name).append(": ").append(value).append("\r\n");
  }
  if (isWithoutLength(response.status)) {
    out.append("\r\n");
  } else {
    appendBody(out, frame, response.body);
  }
  return true;
}

void appendAnswer(std::string& out, const AnswerFrame& frame, const ImmediateAnswer& answer) {
  appendStatusLine(out, 200);
  appendFrame(out, frame);
  out.append("Content-Type: ").append(answer.content_type);
  out.append("\r\nCache-Control: no-store\r\n");
  appendBody(out, frame, answer.body);
}

}  // namespace patchbay::http::server
