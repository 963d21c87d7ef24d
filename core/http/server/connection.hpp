#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/http/request_guard.hpp"
#include "core/http/router.hpp"
#include "core/http/server/answer_text.hpp"
#include "core/http/server/chunked_body.hpp"
#include "core/http/server/connection_quota.hpp"
#include "core/http/server/handler_call.hpp"
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
  using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

  ServingAwaitable serve();
  ServingAwaitable answerSlowly();
  ServingAwaitable sendContinue();
  ServingAwaitable readBody();
  ServingAwaitable callHandler();
  ServingAwaitable writeRest();
  ServingAwaitable linger();

  // Reading. `take...` look at what is buffered and say whether that is enough to go on.
  void beginRequest();
  bool takeHeader();
  bool takeBody();
  bool takePlainBody();
  bool takeChunkedBody();
  void parseHeader(std::size_t length);
  void routeRequest();
  void identifyRequest();
  boost::asio::mutable_buffer space();
  bool received(std::size_t length);

  // Answering. Each leaves the whole answer in `out_`.
  bool answered() const { return !out_.empty(); }
  bool answerAtOnce();
  void answerImmediately(const ImmediateAnswer& answer);
  AnswerFrame frame();
  void answer(const ServerResponse& response);
  void answerUnrouted();
  void refuse(const Refusal& refusal);

  // Writing.
  bool writeAtOnce();
  bool finishRequest();
  void recordRequest();

  void enter(Phase phase, Milliseconds deadline);
  void close();
  bool hasRequestUnderWay() const { return phase_ != Phase::idle && phase_ != Phase::lingering; }
  std::string_view method() const;  ///< `-` when none could be read

  ServingThread& thread_;
  ServingSocket socket_;
  ConnectionQuota::Place place_;
  ServingThread::Place registration_;

  // State of the connection.
  Phase phase_ = Phase::idle;
  SteadyTime deadline_;
  boost::system::error_code error_;
  bool timed_out_ = false;
  bool gone_ = false;  ///< nobody is left to answer
  bool keep_alive_ = true;
  boost::beast::flat_buffer buffer_;
  std::string out_;
  std::size_t written_ = 0;

  // State of the request.
  SteadyTime started_;
  HeaderScan scan_;
  std::optional<Parser> parser_;
  RequestFacts facts_;
  Router::Match match_;
  std::string request_id_;
  std::string body_;
  std::optional<ChunkedBody> chunks_;
  std::optional<ServingTimer> handler_timer_;
  bool header_seen_ = false;  ///< whether `parser_` holds this request's header
  unsigned status_ = 0;
};

}  // namespace patchbay::http::server
