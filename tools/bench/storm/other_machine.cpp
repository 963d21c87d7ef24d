#include "tools/bench/storm/other_machine.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace patchbay::storm {
namespace {

constexpr int kNiceness = 10;

}  // namespace

void standBehind(pid_t process) {
  const std::filesystem::path tasks = "/proc/" + std::to_string(process) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    const auto id = static_cast<id_t>(std::stol(task.path().filename().string()));
    if (id != static_cast<id_t>(::gettid())) ::setpriority(PRIO_PROCESS, id, kNiceness);
  }
}

}  // namespace patchbay::storm
