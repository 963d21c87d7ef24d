#include "core/base/thread_urgency.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

namespace patchbay {
namespace {

int ownNiceness() { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); }

TEST(ThreadUrgency, PatientThreadsStandBehindTheOthersOfTheirProcess) {
  const int before = ownNiceness();
  int patient = 0;
  std::thread([&] {
    markThreadPatient();
    patient = ownNiceness();
  }).join();
  EXPECT_EQ(patient, std::min(before + 5, 19));
  EXPECT_EQ(ownNiceness(), before);
}

TEST(ThreadUrgency, UrgentThreadsTakeNoMoreThanTheirShare) {
  const int before = ownNiceness();
  int urgent = before + 1;
  std::thread([&] {
    markThreadUrgent();
    urgent = ownNiceness();
  }).join();
  EXPECT_EQ(urgent, before);
}

}  // namespace
}  // namespace patchbay
