#include "core/base/thread_urgency.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace patchbay {
namespace {

/// What sched_getattr(2) and sched_setattr(2) take, for which the C library has no name.
struct SchedulerAttributes {
  std::uint32_t size = sizeof(SchedulerAttributes);
  std::uint32_t policy = 0;
  std::uint64_t flags = 0;
  std::int32_t niceness = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime =
      0;  ///< nanoseconds; a turn of the processor, where the policy is the usual
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};

/// The shortest turn there is.
constexpr std::uint64_t kShortTurn = 100'000;
/// A third of the processor time of a thread that stands at 0.
constexpr int kPatientNiceness = 5;

}  // namespace

// Neither is needed for anything but speed: a system that forbids it is left as it is.

void markThreadUrgent() {
  SchedulerAttributes attributes;
  if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
  attributes.runtime = kShortTurn;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

void markThreadPatient() {
  const auto thread = static_cast<id_t>(::gettid());
  const int niceness = ::getpriority(PRIO_PROCESS, thread);
  ::setpriority(PRIO_PROCESS, thread, niceness + kPatientNiceness);
}

}  // namespace patchbay
