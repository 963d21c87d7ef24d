#include "tests/support/plain_http.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>

namespace patchbay::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::string_view kHeadEnd = "\r\n\r\n";

void parse(PlainAnswer& answer) {
  const std::size_t end = answer.bytes.find(kHeadEnd);
  if (end == std::string::npos || !answer.bytes.starts_with("HTTP/1.1 ")) return;
  answer.status = static_cast<unsigned>(std::stoul(answer.bytes.substr(9, 3)));
  answer.body = answer.bytes.substr(end + kHeadEnd.size());
}

}  // namespace

std::optional<std::string> PlainAnswer::header(std::string_view name) const {
  const std::string wanted = "\r\n" + std::string(name) + ": ";
  const std::string head = bytes.substr(0, bytes.find(kHeadEnd) + 2);
  const auto found = std::search(head.begin(), head.end(), wanted.begin(), wanted.end(),
                                 [](unsigned char left, unsigned char right) {
                                   return std::tolower(left) == std::tolower(right);
                                 });
  if (found == head.end()) return std::nullopt;
  const std::size_t begin = static_cast<std::size_t>(found - head.begin()) + wanted.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

boost::json::value PlainAnswer::json() const { return boost::json::parse(body); }

PlainAnswer exchangeBytes(std::uint16_t port, std::string_view bytes) {
  asio::io_context context;
  tcp::socket socket(context);
  socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
  boost::system::error_code error;
  asio::write(socket, asio::buffer(bytes), error);
  PlainAnswer answer;
  std::array<char, 16 * 1024> part;
  for (error = {}; !error;) {
    const std::size_t count = socket.read_some(asio::buffer(part), error);
    answer.bytes.append(part.data(), count);
  }
  if (error != asio::error::eof) answer.ending = PlainAnswer::Ending::reset;
  parse(answer);
  return answer;
}

PlainAnswer exchange(std::uint16_t port, const PlainRequest& request) {
  std::string bytes = request.method + " " + request.target + " HTTP/1.1\r\n";
  bytes += "Host: 127.0.0.1:" + std::to_string(port) + "\r\nConnection: close\r\n";
  for (const auto& [name, value] : request.headers) bytes += name + ": " + value + "\r\n";
  if (request.method == "POST" || !request.body.empty()) {
    bytes += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return exchangeBytes(port, bytes + "\r\n" + request.body);
}

PlainRequest get(std::string target, std::string bearer) {
  PlainRequest request{"GET", std::move(target), {}, {}};
  if (!bearer.empty()) request.headers.emplace_back("Authorization", "Bearer " + bearer);
  return request;
}

PlainRequest postJson(std::string target, const boost::json::value& body) {
  return {"POST",
          std::move(target),
          {{"Content-Type", "application/json"}},
          boost::json::serialize(body)};
}

PlainRequest postForm(std::string target, std::string body) {
  return {"POST",
          std::move(target),
          {{"Content-Type", "application/x-www-form-urlencoded"}},
          std::move(body)};
}

}  // namespace patchbay::testing
