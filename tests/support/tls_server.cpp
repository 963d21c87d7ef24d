#include "tests/support/tls_server.hpp"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace patchbay::testing {

namespace {

/// Owns a socket that `ScriptedServer` may cut from another thread.
class PlainConnection : public ServerConnection {
 public:
  PlainConnection(ScriptedServer& server, int number, int socket)
      : ServerConnection(server, number), socket_(socket) {}

  void write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void close() override { ::shutdown(socket_, SHUT_RDWR); }
  void cut() override { ::shutdown(socket_, SHUT_RDWR); }
  void reset() override {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    // Connecting to "nowhere" aborts the connection while the descriptor stays valid.
    sockaddr nowhere{};
    nowhere.sa_family = AF_UNSPEC;
    ::connect(socket_, &nowhere, sizeof nowhere);
  }
  std::string requestedName() const override { return {}; }

 protected:
  bool readMore() override {
    char bytes[4096];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count > 0) pending_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }

 private:
  int socket_;
};

class TlsConnection final : public PlainConnection {
 public:
  TlsConnection(ScriptedServer& server, int number, int socket, SSL_CTX* context)
      : PlainConnection(server, number, socket), tls_(SSL_new(context), SSL_free) {
    SSL_set_fd(tls_.get(), socket);
  }

  bool shakeHands() { return SSL_accept(tls_.get()) == 1; }
  void write(std::string_view bytes) override {
    std::size_t sent = 0;
    if (!bytes.empty()) SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent);
  }
  void close() override {
    SSL_shutdown(tls_.get());
    PlainConnection::close();
  }
  std::string requestedName() const override {
    const char* name = SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? std::string() : name;
  }

 protected:
  bool readMore() override {
    char bytes[4096];
    std::size_t count = 0;
    if (SSL_read_ex(tls_.get(), bytes, sizeof bytes, &count) != 1) return false;
    pending_.append(bytes, count);
    return true;
  }

 private:
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
};

std::size_t bodyLength(const std::string& header) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const auto at = header.find(kName);
  return at == std::string::npos ? 0
                                 : std::strtoul(header.c_str() + at + kName.size(), nullptr, 10);
}

}  // namespace

std::optional<std::string> ServerConnection::readRequest() {
  std::size_t end = std::string::npos;
  while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
    if (!readMore()) return std::nullopt;
  }
  const std::size_t size = end + 4 + bodyLength(pending_.substr(0, end));
  while (pending_.size() < size) {
    if (!readMore()) return std::nullopt;
  }
  std::string request = pending_.substr(0, size);
  pending_.erase(0, size);
  server_.note(request);
  return request;
}

void ServerConnection::waitForClient() {
  while (readMore()) continue;
}

struct ScriptedServer::Tls {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_server_method()),
                                                            SSL_CTX_free};

  explicit Tls(const TestCertificate& own) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> certificate_text(
        BIO_new_mem_buf(own.certificate.data(), -1), BIO_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> key_text(BIO_new_mem_buf(own.key.data(), -1),
                                                             BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr), X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    SSL_CTX_use_certificate(context.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), key.get());
  }
};

ScriptedServer::ScriptedServer(Script script)
    : ScriptedServer(std::unique_ptr<Tls>(), std::move(script)) {}

ScriptedServer::ScriptedServer(const TestCertificate& certificate, Script script)
    : ScriptedServer(std::make_unique<Tls>(certificate), std::move(script)) {}

ScriptedServer::ScriptedServer(std::unique_ptr<Tls> tls, Script script)
    : script_(std::move(script)), tls_(std::move(tls)) {
  listen();
  acceptor_ = std::thread([this] { accept(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : sockets_) ::close(socket);
  ::close(listener_);
}

void ScriptedServer::listen() {
  // OpenSSL writes to sockets with no way to ask for an error instead of the signal.
  std::signal(SIGPIPE, SIG_IGN);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool listening = ::bind(listener_, generic, size) == 0 &&
                         ::listen(listener_, SOMAXCONN) == 0 &&
                         ::getsockname(listener_, generic, &size) == 0;
  if (!listening) throw std::runtime_error("the scripted server cannot listen on 127.0.0.1");
  port_ = ntohs(address.sin_port);
}

void ScriptedServer::accept() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const int number = ++connections_;
    {
      const std::lock_guard lock(mutex_);
      sockets_.push_back(socket);
    }
    threads_.emplace_back([this, socket, number] { serve(socket, number); });
  }
}

// The descriptor stays open until the server goes, so that its number cannot be given out anew
// while another thread may still cut it; `shutdown` is what the client sees.
void ScriptedServer::serve(int socket, int number) {
  if (!tls_) {
    PlainConnection connection(*this, number, socket);
    script_(connection);
  } else {
    TlsConnection connection(*this, number, socket, tls_->context.get());
    if (connection.shakeHands()) script_(connection);
  }
  ::shutdown(socket, SHUT_RDWR);
}

void ScriptedServer::note(const std::string& request) {
  const std::lock_guard lock(mutex_);
  received_.push_back(request);
}

std::vector<std::string> ScriptedServer::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

std::string ScriptedServer::url(std::string_view path) const {
  const std::string origin = tls_ ? "https://localhost:" : "http://127.0.0.1:";
  return origin + std::to_string(port_) + std::string(path);
}

ScriptedServer::Script answerEach(std::string answer) {
  return [answer = std::move(answer)](ServerConnection& connection) {
    while (connection.readRequest()) connection.write(answer);
  };
}

std::string okAnswer(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace patchbay::testing
