#pragma once

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include "host/reload/control_socket.hpp"
#include "host/reload/reloader.hpp"

namespace patchbay::host {

/// The thread on which integrations are exchanged and the replaced ones destroyed, so that a plugin
/// that takes long over it holds up no request. It takes orders from signals and, through the
/// control socket, from `patchbay integrations reload`.
class ReloadThread {
 public:
  explicit ReloadThread(Reloader& reloader);
  /// Stops.
  ~ReloadThread();
  ReloadThread(const ReloadThread&) = delete;
  ReloadThread& operator=(const ReloadThread&) = delete;

  /// Listens on a control socket as well. Before `start`.
  void listenIn(const std::filesystem::path& folder, const std::string& name);

  void start();
  /// Lets a reload under way finish.
  void stop();

  /// Reloads soon. Returns at once; from any thread.
  void request();

  /// Looks at what was replaced by others, so that it is destroyed when it has finished.
  void wake() const;

 private:
  void run();
  void answer(const UniqueDescriptor& caller);

  Reloader& reloader_;
  UniqueDescriptor waking_;  // an eventfd
  std::optional<ControlSocket> socket_;
  std::atomic<bool> is_stopping_{false};
  std::atomic<bool> is_wanted_{false};
  std::thread thread_;
};

}  // namespace patchbay::host
