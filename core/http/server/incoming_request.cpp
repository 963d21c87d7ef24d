#include "core/http/server/incoming_request.hpp"

namespace patchbay::http::server {
namespace {

/// A larger buffer is given back after the request that needed it.
constexpr std::size_t kKeptBuffer = 64 * 1024;

std::string_view viewOf(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
}

}  // namespace

void IncomingRequest::begin() {
  scan_.restart();
  has_header_ = false;
  facts_ = RequestFacts{};
  chunks_.reset();
  body_.clear();
  refusal_.reset();
  if (buffer_.size() == 0 && buffer_.capacity() > kKeptBuffer) buffer_.shrink_to_fit();
}

bool IncomingRequest::takeHeader() {
  const auto length = scan_.advance(viewOf(buffer_));
  if (length > 0) parseHeader(length);
  if (scan_.refusal()) refusal_ = scan_.refusal();
  return length > 0 || refusal_;
}

void IncomingRequest::parseHeader(std::size_t length) {
  parser_.emplace();
  parser_->skip(true);  // only the header; bodies are read by stricter rules than Beast's
  parser_->header_limit(static_cast<std::uint32_t>(limits_.header) + 1);
  boost::system::error_code error;
  parser_->put(boost::asio::buffer(buffer_.cdata(), length), error);
  if (error || !parser_->is_header_done()) {
    refusal_ = Refusal{ErrorCode::invalid_request, "The header is not well-formed HTTP/1.1."};
    return;
  }
  buffer_.consume(length);
  has_header_ = true;
  refusal_ = inspect(header(), limits_, facts_);
}

bool IncomingRequest::takeBody() { return facts_.chunked ? takeChunkedBody() : takePlainBody(); }

bool IncomingRequest::takePlainBody() {
  const auto missing = facts_.content_length - body_.size();
  const auto bytes = viewOf(buffer_).substr(0, missing);
  body_.append(bytes);
  buffer_.consume(bytes.size());
  return body_.size() == facts_.content_length;
}

bool IncomingRequest::takeChunkedBody() {
  if (!chunks_) chunks_.emplace(limits_.body);
  buffer_.consume(chunks_->advance(viewOf(buffer_), body_));
  refusal_ = chunks_->refusal();
  return chunks_->complete() || refusal_;
}

std::string_view IncomingRequest::method() const {
  if (!has_header_ || header().method() == boost::beast::http::verb::unknown) return "-";
  const auto text = header().method_string();
  return {text.data(), text.size()};
}

}  // namespace patchbay::http::server
