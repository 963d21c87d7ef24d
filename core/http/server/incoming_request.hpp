#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/http/request_guard.hpp"
#include "core/http/server/chunked_body.hpp"

namespace patchbay::http::server {

/// Makes requests of the bytes of one connection. No input or output of its own: the connection
/// reads into `space()`, says how much came, and asks whether a part is whole.
class IncomingRequest {
 public:
  explicit IncomingRequest(const GuardLimits& limits) : limits_(limits), scan_(limits) {}

  /// Forgets the request before; what was sent ahead stays.
  void begin();

  /// Where to read to, and how much was read.
  boost::asio::mutable_buffer space(std::size_t size) { return buffer_.prepare(size); }
  void commit(std::size_t length) { buffer_.commit(length); }
  bool hasBytes() const { return buffer_.size() > 0; }
  void dropBytes() { buffer_.clear(); }

  /// Whether the header is whole, or refused.
  bool takeHeader();
  /// The same for the body; after the header.
  bool takeBody();
  const std::optional<Refusal>& refusal() const { return refusal_; }

  /// Whether there is a header that can be read, be it refused for what it says.
  bool hasHeader() const { return has_header_; }
  const RequestHeader& header() const { return parser_->get(); }
  const RequestFacts& facts() const { return facts_; }
  bool keepAlive() const { return parser_->keep_alive(); }
  bool isHttp10() const { return has_header_ && header().version() == 10; }
  std::string_view method() const;  ///< `-` when none could be read
  std::string takeOutBody() { return std::move(body_); }

 private:
  void parseHeader(std::size_t length);
  bool takePlainBody();
  bool takeChunkedBody();

  const GuardLimits& limits_;
  boost::beast::flat_buffer buffer_;
  HeaderScan scan_;
  // Made anew for each request, in place.
  std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> parser_;
  bool has_header_ = false;
  RequestFacts facts_;
  std::optional<ChunkedBody> chunks_;
  std::string body_;
  std::optional<Refusal> refusal_;
};

}  // namespace patchbay::http::server
