#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/test_certificates.hpp"

namespace patchbay::testing {

class ScriptedServer;

/// The server's end of one connection, for the script that plays the server. Calls block; after the
/// client or the server has gone, reads are empty and writes do nothing.
class ServerConnection {
 public:
  virtual ~ServerConnection() = default;

  /// The next request, header and body as they came; empty when the client has closed.
  std::optional<std::string> readRequest();
  virtual void write(std::string_view bytes) = 0;
  /// Closes in order; under TLS with a farewell.
  virtual void close() = 0;
  /// Closes under TLS without a farewell, as an attacker would who cuts an answer short.
  virtual void cut() = 0;
  /// Makes the client's next read or write fail with a reset.
  virtual void reset() = 0;
  /// Blocks until the client has closed.
  void waitForClient();
  /// The name that the client asked for by SNI; empty when none.
  virtual std::string requestedName() const = 0;

  int number() const { return number_; }  ///< counted from 1 in the order of arrival

 protected:
  ServerConnection(ScriptedServer& server, int number) : server_(server), number_(number) {}
  /// Appends what came to `pending_`; false at the end.
  virtual bool readMore() = 0;

  std::string pending_;

 private:
  ScriptedServer& server_;
  int number_;
};

/// A server on 127.0.0.1 that does, per connection, exactly what a script says: also what no
/// decent server would. Each connection has a thread.
class ScriptedServer {
 public:
  using Script = std::function<void(ServerConnection&)>;

  explicit ScriptedServer(Script script);
  ScriptedServer(const TestCertificate& certificate, Script script);
  /// Cuts every connection and waits for the scripts.
  ~ScriptedServer();

  std::uint16_t port() const { return port_; }
  /// `http://127.0.0.1:<port><path>`, or `https://localhost:<port><path>` under TLS.
  std::string url(std::string_view path) const;

  int connections() const { return connections_; }
  int requests() const { return static_cast<int>(received().size()); }
  /// All requests in the order of arrival.
  std::vector<std::string> received() const;

 private:
  friend class ServerConnection;
  struct Tls;

  ScriptedServer(std::unique_ptr<Tls> tls, Script script);
  void listen();
  void accept();
  void serve(int socket, int number);
  void note(const std::string& request);

  Script script_;
  std::unique_ptr<Tls> tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::string> received_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// A script that answers every request of a connection with `answer`.
ScriptedServer::Script answerEach(std::string answer);

/// `HTTP/1.1 200 OK` with that body.
std::string okAnswer(std::string_view body);

}  // namespace patchbay::testing
