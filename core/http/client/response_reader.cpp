#include "core/http/client/response_reader.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>

namespace patchbay::http::client {

namespace beast = boost::beast;

namespace {

// A field of Beast's holds at most 64 KB; staying well below also bounds what one answer can cost.
constexpr std::size_t kHeaderLimit = 32 * 1024;
constexpr std::size_t kReadAtOnce = 16 * 1024;
constexpr unsigned kInterimAnswerLimit = 10;

std::string toText(beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

ResponseReader::ResponseReader(bool answers_head, std::size_t body_limit)
    : answers_head_(answers_head), body_limit_(body_limit), buffer_(kHeaderLimit + kReadAtOnce) {
  startMessage();
}

void ResponseReader::startMessage() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(kHeaderLimit));
  parser_->body_limit(body_limit_);
  parser_->skip(answers_head_);
}

boost::asio::mutable_buffer ResponseReader::room() {
  const std::size_t left = buffer_.max_size() - buffer_.size();
  if (left == 0) throw UnreadableAnswer("a chunk's header or trailer is too large");
  return buffer_.prepare(std::min(left, kReadAtOnce));
}

void ResponseReader::received(std::size_t count) {
  buffer_.commit(count);
  received_anything_ = received_anything_ || count > 0;
  try {
    parse();
  } catch (const std::length_error&) {
    throw UnreadableAnswer("a header field is too large");
  }
}

void ResponseReader::parse() {
  while (!done_ && buffer_.size() > 0) {
    if (!parseStep()) return;
    if (parser_->is_header_done() && !header_taken_) finishHeader();
    done_ = header_taken_ && parser_->is_done();
  }
}

/// One step of the parser; false when it needs more bytes first.
bool ResponseReader::parseStep() {
  beast::error_code error;
  const std::size_t used = parser_->put(buffer_.data(), error);
  buffer_.consume(used);
  if (error == beast::http::error::need_more) return false;
  if (error) throw UnreadableAnswer(error.message());
  return true;
}

void ResponseReader::finishHeader() {
  const auto& message = parser_->get();
  if (message.result_int() == 101) throw UnreadableAnswer("it changes the protocol");
  if (message.result_int() < 200) {
    if (++interim_answers_ > kInterimAnswerLimit) throw UnreadableAnswer("too many 1xx answers");
    startMessage();
    return;
  }
  const auto coding = message.find(beast::http::field::transfer_encoding);
  if (coding != message.end() && !beast::iequals(coding->value(), "chunked")) {
    throw UnreadableAnswer("its transfer coding is unknown");
  }
  // Trailer fields come later and are left out on purpose: a header is what stands before the body.
  for (const auto& field : message)
    headers_.add(toText(field.name_string()), toText(field.value()));
  header_taken_ = true;
}

bool ResponseReader::closed() {
  if (!header_taken_ || !parser_->get().need_eof()) return false;
  beast::error_code error;
  parser_->put_eof(error);
  done_ = !error && parser_->is_done();
  return done_;
}

bool ResponseReader::leavesConnectionOpen() const {
  return done_ && buffer_.size() == 0 && parser_->keep_alive();
}

HttpResponse ResponseReader::take() {
  auto message = parser_->release();
  return HttpResponse(message.result_int(), std::move(headers_), std::move(message.body()));
}

}  // namespace patchbay::http::client
