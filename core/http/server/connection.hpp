#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/http/router.hpp"
#include "core/http/server/answer_text.hpp"
#include "core/http/server/connection_quota.hpp"
#include "core/http/server/handler_call.hpp"
#include "core/http/server/incoming_request.hpp"
#include "core/http/server/serving_thread.hpp"

namespace patchbay::http::server {

/// One connection: reads a request, has it answered, writes the answer, and so on, in order. What
/// a caller sends ahead waits in the socket.
///
/// Everything is reused from request to request (buffers, parser, match), and an answer is one
/// string: an immediate answer costs no coroutine, no lock and hardly an allocation.
class Connection final : public Tended {
 public:
  Connection(ServingThread& thread, ServingSocket socket, ConnectionQuota::Place place);
  ~Connection() override;

  static ServingAwaitable run(std::unique_ptr<Connection> connection);

  void enforceDeadline(SteadyTime now) override;
  void closeWhenIdle() override;
  void closeNow() override;

 private:
  enum class Phase { idle, header, body, handler, writing, lingering };

  ServingAwaitable serve();
  ServingAwaitable answerSlowly();
  ServingAwaitable sendContinue();
  ServingAwaitable readBody();
  ServingAwaitable callHandler();
  ServingAwaitable awaitHandler(std::shared_ptr<HandlerCall> call);
  ServingAwaitable writeRest();
  ServingAwaitable linger();

  // One request after the other (connection.cpp).
  void beginRequest();
  bool takeHeader();
  bool takeBody();
  bool received(std::size_t length);
  bool writeAtOnce();
  bool finishRequest();
  void recordRequest();
  void enter(Phase phase, Milliseconds deadline);

  // Answers (connection_answers.cpp). Each leaves the whole answer in `out_`.
  bool answered() const { return !out_.empty(); }
  bool answerAtOnce();
  bool answerImmediately();
  void answer(const ServerResponse& response);
  void answerProblem(const IntegrationError& error);
  void answerFailure(const std::exception_ptr& failure);
  void answerUnrouted();
  void refuse(const Refusal& refusal);
  void identifyRequest();
  AnswerFrame frame();
  std::shared_ptr<HandlerCall> makeCall();

  ServingThread& thread_;
  ServingSocket socket_;
  ConnectionQuota::Place place_;
  ServingThread::Place registration_;

  // State of the connection.
  Phase phase_ = Phase::idle;
  SteadyTime deadline_;
  SteadyTime now_;  ///< as of the latest look at the clock
  boost::system::error_code error_;
  bool timed_out_ = false;
  bool gone_ = false;  ///< nobody is left to answer
  bool keep_alive_ = true;

  // State of the request.
  IncomingRequest incoming_;
  SteadyTime started_;
  Router::Match match_;
  std::string request_id_;
  unsigned status_ = 0;
  std::string out_;
  std::size_t written_ = 0;
  std::optional<ServingTimer> handler_timer_;  ///< made for the first handler that is awaited
};

}  // namespace patchbay::http::server
