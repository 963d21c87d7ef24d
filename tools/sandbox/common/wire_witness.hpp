#pragma once

#include <string>

namespace patchbay::sandbox {

/// Told by the relay what became of the clients' connections, which no endpoint can see. A
/// connection is named by the address under which the endpoints know it
/// (`ServerRequest::remote_address`).
class WireWitness {
 public:
  virtual ~WireWitness() = default;

  /// A whole, unspoilt answer was given to the client's system.
  virtual void answerSent(const std::string& connection) = 0;
  /// The client sent something. After an answer this means that it took that answer in.
  virtual void clientSpoke(const std::string& connection) = 0;
  /// The client closed the connection.
  /// @param left_unread  with bytes that it never took in, which its system tells us by a reset.
  virtual void clientLeft(const std::string& connection, bool left_unread) = 0;
};

}  // namespace patchbay::sandbox
