#include "core/http/client/name_lookup.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/http/http_client.hpp"

namespace patchbay::http::client {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// One provider whose name servers are slow must not hold up the others.
constexpr std::size_t kLookupThreads = 4;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

Endpoints findWithoutLookup(const std::string& host, std::uint16_t port) {
  if (host == "localhost") {
    return {tcp::endpoint(asio::ip::address_v4::loopback(), port),
            tcp::endpoint(asio::ip::address_v6::loopback(), port)};
  }
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(host, error);
  if (error) return {};
  return {tcp::endpoint(address, port)};
}

}  // namespace

NameLookup::NameLookup(asio::io_context& io) : io_(io), threads_(kLookupThreads) {}

NameLookup::~NameLookup() {
  threads_.stop();
  threads_.join();
}

awaitable<Endpoints> NameLookup::find(std::string host, std::uint16_t port, SteadyTime deadline) {
  Endpoints known = findWithoutLookup(host, port);
  if (!known.empty()) co_return known;
  const auto lookup = join(Question(host, port));
  const auto wake = std::make_shared<asio::steady_timer>(io_, deadline);
  lookup->waiting.push_back(wake);
  co_await wake->async_wait(kAsTuple);
  if (!lookup->finished) {
    throw TransportError(TransportFault::not_sent, host + ": its address was not found in time.");
  }
  if (lookup->error || lookup->endpoints.empty()) {
    throw TransportError(TransportFault::not_sent,
                         host + ": its address cannot be found: " + lookup->error.message() + ".");
  }
  co_return lookup->endpoints;
}

std::shared_ptr<NameLookup::Lookup> NameLookup::join(Question question) {
  auto& lookup = running_[question];
  if (!lookup) {
    lookup = std::make_shared<Lookup>();
    start(std::move(question));
  }
  return lookup;
}

void NameLookup::start(Question question) {
  asio::post(threads_, [this, question = std::move(question)] {
    tcp::resolver resolver(threads_);
    boost::system::error_code error;
    const auto results = resolver.resolve(question.first, std::to_string(question.second),
                                          tcp::resolver::address_configured, error);
    Endpoints endpoints(results.begin(), results.end());
    asio::post(io_, [this, question, error, endpoints = std::move(endpoints)]() mutable {
      finish(question, error, std::move(endpoints));
    });
  });
}

void NameLookup::finish(const Question& question, boost::system::error_code error,
                        Endpoints endpoints) {
  const auto found = running_.extract(question);
  Lookup& lookup = *found.mapped();
  lookup.finished = true;
  lookup.error = error;
  lookup.endpoints = std::move(endpoints);
  for (const auto& timer : lookup.waiting) timer->cancel();
}

}  // namespace patchbay::http::client
