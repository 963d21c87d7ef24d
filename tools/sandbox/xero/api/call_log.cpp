#include "tools/sandbox/xero/api/call_log.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include "tools/sandbox/xero/api/api_gate.hpp"

namespace patchbay::sandbox::xero {

void CallLog::arrived(const http::ServerRequest& request, TimePoint time) {
  calls_.push_back({time, request.remote_address, request.method, request.path, request.query,
                    tenantOf(request), 0});
}

void CallLog::answered(const http::ServerRequest& request, unsigned status) {
  const auto call = std::find_if(calls_.rbegin(), calls_.rend(), [&request](const Call& one) {
    return one.connection == request.remote_address;
  });
  if (call != calls_.rend()) call->status = status;
}

boost::json::array CallLog::toJson() const {
  boost::json::array list;
  for (const Call& call : calls_) {
    boost::json::object query;
    for (const auto& [name, value] : call.query) query[name] = value;
    list.push_back(boost::json::object{{"time", toRfc3339(call.time)},
                                       {"method", call.method},
                                       {"path", call.path},
                                       {"query", std::move(query)},
                                       {"tenant", call.tenant},
                                       {"status", call.status}});
  }
  return list;
}

}  // namespace patchbay::sandbox::xero
