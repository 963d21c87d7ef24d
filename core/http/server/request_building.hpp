#pragma once

#include <list>
#include <string>

#include "core/http/http_exchange.hpp"
#include "core/http/request_guard.hpp"
#include "core/http/router.hpp"

namespace patchbay::http::server {

/// A request for an immediate handler, decoding only what it is asked for.
class BufferedRequestView final : public RequestView {
 public:
  BufferedRequestView(const RequestHeader& header, const RequestFacts& facts,
                      const Router::Match& match, std::string_view request_id)
      : header_(header), facts_(facts), match_(match), request_id_(request_id) {}

  std::string_view pathValue(std::size_t index) const override;
  std::string_view rawQuery() const override { return facts_.query; }
  std::string_view header(std::string_view name) const override;
  std::string_view requestId() const override { return request_id_; }

 private:
  const RequestHeader& header_;
  const RequestFacts& facts_;
  const Router::Match& match_;
  std::string_view request_id_;
  /// A list: views into it stay valid, and an empty one allocates nothing.
  mutable std::list<std::string> decoded_;
};

/// The owned form for a handler, all but body, remote address and request id.
/// @throws IntegrationError `invalid_request` for a query that does not decode.
ServerRequest buildRequest(const RequestHeader& header, const RequestFacts& facts,
                           const Router::Match& match);

}  // namespace patchbay::http::server
