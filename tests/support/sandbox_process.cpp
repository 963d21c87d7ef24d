#include "tests/support/sandbox_process.hpp"

#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "tests/support/plain_http.hpp"

namespace patchbay::testing {
namespace {

namespace json = boost::json;

ChildProcess::Options optionsOf(std::vector<std::string> flags) {
  ChildProcess::Options options;
  options.arguments = {"--port", "0"};
  for (std::string& flag : flags) options.arguments.push_back(std::move(flag));
  return options;
}

std::uint16_t portOf(const std::string& line) {
  constexpr std::string_view kReady = "patchbay-sandbox listening on http://127.0.0.1:";
  if (!line.starts_with(kReady)) throw std::runtime_error("the sandbox said: " + line);
  return static_cast<std::uint16_t>(std::stoul(line.substr(kReady.size())));
}

}  // namespace

json::object SandboxControl::call(std::string_view method, std::string_view path,
                                  const json::object& body) const {
  PlainRequest request = postJson("/sandbox/" + std::string(path), body);
  request.method = method;
  const PlainAnswer answer = exchange(port_, request);
  if (answer.status != 200) {
    throw std::runtime_error("the sandbox refused " + std::string(path) + ": " + answer.body);
  }
  return answer.json().as_object();
}

json::object SandboxControl::state() const { return call("GET", "state"); }
json::object SandboxControl::ledger() const { return call("GET", "ledger"); }
json::object SandboxControl::ledgerCounts() const { return call("GET", "ledger/counts"); }

std::int64_t SandboxControl::count(std::string_view name) const {
  return ledgerCounts().at(name).to_number<std::int64_t>();
}

void SandboxControl::clearLedger() const { call("DELETE", "ledger"); }
void SandboxControl::addFault(const json::object& fault) const { call("POST", "faults", fault); }
void SandboxControl::clearFaults() const { call("DELETE", "faults"); }

void SandboxControl::awaitHeld(std::size_t count) const {
  call("GET", "held?count=" + std::to_string(count));
}

void SandboxControl::release() const { call("POST", "release"); }
void SandboxControl::change(const json::object& settings) const {
  call("POST", "settings", settings);
}

void SandboxControl::expireTokens(std::string_view company) const {
  call("POST", "expire-tokens",
       company.empty() ? json::object() : json::object{{"company", company}});
}

void SandboxControl::advanceClock(std::int64_t seconds) const {
  call("POST", "clock", {{"advance_seconds", seconds}});
}

void SandboxControl::removeApplication(std::string_view company) const {
  call("POST", "revoke", {{"company", company}});
}

json::array SandboxControl::sendEvent(const json::object& event) const {
  return call("POST", "events", event).at("deliveries").as_array();
}

json::object SandboxControl::xero(std::string_view operation, const json::object& body) const {
  return call("POST", "xero/" + std::string(operation), body);
}

json::object SandboxControl::readXero(std::string_view what) const {
  return call("GET", "xero/" + std::string(what));
}

void SandboxControl::clearXeroCalls() const { call("DELETE", "xero/calls"); }

SandboxProcess::SandboxProcess(std::vector<std::string> flags)
    : child_("patchbay-sandbox", optionsOf(std::move(flags))), port_(portOf(child_.readLine())) {}

std::string SandboxProcess::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

int SandboxProcess::stop(int signal) {
  child_.signal(signal);
  return child_.wait();
}

}  // namespace patchbay::testing
