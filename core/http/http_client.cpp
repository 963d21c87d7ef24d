#include "core/http/http_client.hpp"

#include "core/base/letter_case.hpp"

namespace patchbay::http {

void HeaderFields::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

std::optional<std::string_view> HeaderFields::find(std::string_view name) const {
  for (const auto& [known, value] : fields_) {
    if (equalIgnoringCase(known, name)) return value;
  }
  return std::nullopt;
}

HttpRequest::HttpRequest(std::string its_method, std::string its_url)
    : method(std::move(its_method)), url(std::move(its_url)) {}

HttpResponse::HttpResponse(unsigned its_status, HeaderFields its_headers, std::string its_body)
    : status(its_status), headers(std::move(its_headers)), body(std::move(its_body)) {}

TransportError::TransportError(TransportFault fault, const std::string& text)
    : std::runtime_error(text), fault_(fault) {}

TransportError::~TransportError() = default;

HttpClient::~HttpClient() = default;

}  // namespace patchbay::http
