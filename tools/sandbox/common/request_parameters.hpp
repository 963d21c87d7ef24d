#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "core/http/http_exchange.hpp"
#include "core/oauth/parameters.hpp"

namespace patchbay::sandbox {

/// The body cannot be read as parameters. `what()` says why, in words a client's developer needs.
class UnreadableBody : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The parameters of a body: a JSON object of texts, numbers, booleans and nulls (a null counts as
/// absent), or a form, as its `Content-Type` says. An empty body has none, whatever its type.
/// @throws UnreadableBody for another type, a broken body, or a parameter given twice.
oauth::Parameters readParameters(const http::ServerRequest& request);

/// The first value of that name; empty when absent.
std::string valueOf(const oauth::Parameters& parameters, std::string_view name);

/// How often a name occurs.
std::size_t countOf(const oauth::Parameters& parameters, std::string_view name);

}  // namespace patchbay::sandbox
