#include <memory>
#include <thread>
#include <utility>

#include "core/base/thread_urgency.hpp"
#include "core/http/client/client_loop.hpp"
#include "core/http/client/exchange.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::http {

namespace {

class BeastHttpClient final : public HttpClient {
 public:
  explicit BeastHttpClient(const HttpClientOptions& options)
      : user_agent_(options.user_agent), loop_(std::make_shared<client::ClientLoop>(options)) {
    thread_ = std::thread([loop = loop_] {
      markThreadPatient();
      loop->run();
    });
  }
  ~BeastHttpClient() override {
    loop_->stop();
    thread_.join();
  }

  awaitable<HttpResponse> send(HttpRequest request) override {
    const auto exchange = std::make_shared<client::Exchange>(loop_, request, user_agent_);
    co_await exchange->perform();
    co_return exchange->take();
  }

 private:
  std::string user_agent_;
  // Shared with exchanges, whose callers may look at them after the client is gone.
  std::shared_ptr<client::ClientLoop> loop_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<HttpClient> makeHttpClient(HttpClientOptions options) {
  return std::make_unique<BeastHttpClient>(options);
}

}  // namespace patchbay::http
