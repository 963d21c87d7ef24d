#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>

namespace patchbay::http::client {

/// TLS 1.2 or newer, peers verified against the system's certificates and those of `extra_ca_file`
/// (PEM; empty means none).
/// @throws IntegrationError `settings_invalid` when that file cannot be read.
boost::asio::ssl::context makeTlsContext(const std::string& extra_ca_file);

/// Makes the handshake of `tls` demand a certificate for `host`, a name or a numeric address, and
/// send the name (RFC 6066 section 3: never an address).
/// @throws TransportError `not_sent` when OpenSSL refuses the name.
void expectPeer(SSL* tls, const std::string& host);

/// Why the peer's certificate does not verify; empty when that is not what failed.
std::string describeCertificateProblem(SSL* tls);

}  // namespace patchbay::http::client
