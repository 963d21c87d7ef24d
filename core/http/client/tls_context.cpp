#include "core/http/client/tls_context.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>

#include "core/base/error.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::http::client {

namespace ssl = boost::asio::ssl;

namespace {

constexpr unsigned char kProtocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

bool isAddress(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

void trustFile(ssl::context& context, const std::string& file) {
  boost::system::error_code error;
  context.load_verify_file(file, error);
  if (!error) return;
  throw IntegrationError(ErrorCode::settings_invalid,
                         file + ": its certificates cannot be read: " + error.message() +
                             "; name a readable PEM file of certificates.");
}

}  // namespace

ssl::context makeTlsContext(const std::string& extra_ca_file) {
  ssl::context context(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // An idle connection then keeps no buffers.
  SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_protos(context.native_handle(), kProtocols, sizeof kProtocols);
  context.set_verify_mode(ssl::verify_peer);
  context.set_default_verify_paths();
  if (!extra_ca_file.empty()) trustFile(context, extra_ca_file);
  return context;
}

void expectPeer(SSL* tls, const std::string& host) {
  bool ready = false;
  if (isAddress(host)) {
    ready = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1;
  } else {
    SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    ready =
        SSL_set1_host(tls, host.c_str()) == 1 && SSL_set_tlsext_host_name(tls, host.c_str()) == 1;
  }
  // Without the expected name any certificate would do, so there is no going on.
  if (!ready) throw TransportError(TransportFault::not_sent, host + ": TLS cannot be prepared.");
}

std::string describeCertificateProblem(SSL* tls) {
  const long result = SSL_get_verify_result(tls);
  return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

}  // namespace patchbay::http::client
