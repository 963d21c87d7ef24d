#include "tests/sandbox/event_receiver.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace patchbay::sandbox {

EventReceiver::EventReceiver(std::vector<unsigned> statuses) : statuses_(std::move(statuses)) {
  router_.add("POST", "/events",
              [this](http::ServerRequest request) { return receive(std::move(request)); });
  http::HttpServerOptions options;
  options.threads = 1;
  server_ =
      std::make_unique<http::HttpServer>(options, router_, flows_.get_executor(), clock_, log_);
  server_->start();
}

EventReceiver::~EventReceiver() {
  server_->stop(Seconds(0));
  flows_.join();
}

std::string EventReceiver::url() const {
  return "http://127.0.0.1:" + std::to_string(server_->port()) + "/events";
}

http::ServerRequest EventReceiver::await(std::size_t count) {
  std::unique_lock lock(mutex_);
  const auto has_come = [&] { return requests_.size() >= count; };
  if (!came_.wait_for(lock, std::chrono::seconds(60), has_come)) {
    throw std::runtime_error("no event came");
  }
  return requests_[count - 1];
}

std::size_t EventReceiver::count() {
  const std::lock_guard lock(mutex_);
  return requests_.size();
}

awaitable<http::ServerResponse> EventReceiver::receive(http::ServerRequest request) {
  const std::lock_guard lock(mutex_);
  const std::size_t place = requests_.size();
  requests_.push_back(std::move(request));
  came_.notify_all();
  co_return http::ServerResponse(place < statuses_.size() ? statuses_[place] : 200);
}

}  // namespace patchbay::sandbox
