#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "core/http/http_client.hpp"

namespace patchbay::http::client {

/// Thrown for bytes that are no HTTP answer, or are over a limit. `what()` is the reason alone and
/// never holds what came.
class UnreadableAnswer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Makes an answer of the bytes of one connection; knows nothing of sockets.
///
/// Bytes are parsed here rather than by Beast's `async_read`, which throws through the event loop
/// when a trailer field is over 64 KB.
class ResponseReader {
 public:
  /// @param answers_head  the request was HEAD: a length may be stated, no body follows.
  ResponseReader(bool answers_head, std::size_t body_limit);

  /// Where the next bytes may be put; valid until `received`.
  boost::asio::mutable_buffer room();
  /// @throws UnreadableAnswer
  void received(std::size_t count);
  /// The peer has closed its side in order: the end of an answer that states no length.
  /// @returns false when the answer is cut off.
  bool closed();

  bool done() const { return done_; }
  bool receivedAnything() const { return received_anything_; }
  /// Whether the connection may carry another request; only when `done`.
  bool leavesConnectionOpen() const;
  HttpResponse take();

 private:
  using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

  void startMessage();
  void parse();
  bool parseStep();
  void finishHeader();

  bool answers_head_;
  std::size_t body_limit_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  HeaderFields headers_;
  bool header_taken_ = false;
  bool received_anything_ = false;
  bool done_ = false;
  unsigned interim_answers_ = 0;
};

}  // namespace patchbay::http::client
